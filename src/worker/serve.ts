// What the worker does, on either platform: checks networks, asking the extension host for the files beside them.

import type { WorkerSide } from '../platform/platform';
import type { HostMethods, Progress, WorkerMethods } from '../protocol/messages';
import { Rpc } from '../protocol/rpc';
import { checkFile } from '../session/session';

type HostRpc = Rpc<HostMethods, WorkerMethods, Progress>;

export function serve({ port, breathe, meter }: WorkerSide): void {
  const host: HostRpc = new Rpc(port, {
    check: ({ uri, ...ask }, { signal, progress }) => {
      const files = { read: (path: string) => host.call('readFile', { uri, path }).answer };
      meter.place?.fill(0);
      return checkFile({ ...ask, files }, { ...meter, signal, progress, breathe, now: () => performance.now() });
    },
  });
}
