// What the worker does, on either platform: checks networks, asking the extension host for the files beside them, and
// answers questions about the last of them.

import type { Checked } from '../check/checked';
import type { WorkerSide } from '../platform/platform';
import type { CheckRequest, HostMethods, Progress, SessionResult, WorkerMethods } from '../protocol/messages';
import { Rpc, type Serving } from '../protocol/rpc';
import { checkFile } from '../session/session';
import { openLayer } from '../session/opening';
import { answerTensor } from '../session/tensors/answer';
import { answerElement } from '../session/tensors/element';
import { KeptChecks, type Finished } from '../session/tensors/kept';
import type { Work } from '../session/types';
import { buffersOf } from './buffers';

type HostRpc = Rpc<HostMethods, WorkerMethods, Progress>;

export function serve({ port, breathe, meter }: WorkerSide): void {
  const kept = new KeptChecks();
  /** The layers of kept checks that were opened, by name. */
  const openings = new WeakMap<Finished, ReadonlyMap<string, Checked>>();
  const host: HostRpc = new Rpc(port, {
    check,
    async open({ uri, check, layer }, serving) {
      const finished = kept.get(uri, check);
      if (!finished) return null;
      const { view, checked } = await openLayer(finished, layer, workOf(serving));
      openings.set(finished, new Map(openings.get(finished)).set(layer, checked));
      return view;
    },
    tensor({ uri, check, inside, query }, { transfer }) {
      const finished = about(uri, check, inside);
      const answer = finished && answerTensor(finished.checked, query);
      if (answer) transfer(buffersOf(answer));
      return answer;
    },
    element({ uri, check, inside, query }) {
      const finished = about(uri, check, inside);
      return finished && answerElement(finished, query);
    },
  });

  /** A kept check, or the one of the same network in which a layer is opened. */
  function about(uri: string, check: number, inside: string | undefined): Finished | null {
    const finished = kept.get(uri, check);
    if (!finished || inside === undefined) return finished;
    const checked = openings.get(finished)?.get(inside);
    return checked ? { ...finished, checked } : null;
  }

  function workOf({ signal, progress }: Serving<Progress>): Work {
    return { ...meter, signal, progress, breathe, now: () => performance.now() };
  }

  async function check({ uri, check, ...ask }: CheckRequest, serving: Serving<Progress>): Promise<SessionResult> {
    const files = { read: (path: string) => host.call('readFile', { uri, path }).answer };
    meter.place?.fill(0);
    const work = workOf(serving);
    if (check === undefined) return checkFile({ ...ask, files }, work);
    const result = await checkFile({ ...ask, files }, work, (finished) => kept.set(uri, check, finished));
    if (!result.ok) kept.drop(uri);
    return result;
  }
}
