// What the worker does, on either platform: checks networks, asking the extension host for the files beside them, and
// answers questions about the last of them.

import type { WorkerSide } from '../platform/platform';
import type { CheckRequest, HostMethods, Progress, SessionResult, WorkerMethods } from '../protocol/messages';
import { Rpc, type Serving } from '../protocol/rpc';
import { checkFile } from '../session/session';
import { answerTensor } from '../session/tensors/answer';
import { answerElement } from '../session/tensors/element';
import { KeptChecks } from '../session/tensors/kept';
import { buffersOf } from './buffers';

type HostRpc = Rpc<HostMethods, WorkerMethods, Progress>;

export function serve({ port, breathe, meter }: WorkerSide): void {
  const kept = new KeptChecks();
  const host: HostRpc = new Rpc(port, {
    check,
    tensor({ uri, check, query }, { transfer }) {
      const finished = kept.get(uri, check);
      const answer = finished && answerTensor(finished.checked, query);
      if (answer) transfer(buffersOf(answer));
      return answer;
    },
    element({ uri, check, query }) {
      const finished = kept.get(uri, check);
      return finished && answerElement(finished, query);
    },
  });

  async function check(
    { uri, check, ...ask }: CheckRequest,
    { signal, progress }: Serving<Progress>,
  ): Promise<SessionResult> {
    const files = { read: (path: string) => host.call('readFile', { uri, path }).answer };
    meter.place?.fill(0);
    const work = { ...meter, signal, progress, breathe, now: () => performance.now() };
    if (check === undefined) return checkFile({ ...ask, files }, work);
    const result = await checkFile({ ...ask, files }, work, (finished) => kept.set(uri, check, finished));
    if (!result.ok) kept.drop(uri);
    return result;
  }
}
