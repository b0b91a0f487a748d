// What the worker does, on either platform: checks networks, asking the extension host for the files beside them, and
// answers questions about the last of them.

import type { Checked } from '../check/checked';
import { evaluateAt } from '../debugger/evaluate';
import { programOf } from '../debugger/trace';
import type { FileAccess } from '../network/types';
import type { WorkerSide } from '../platform/platform';
import {
  whatIfKey,
  type CheckProgress,
  type CheckRequest,
  type HostMethods,
  type SessionResult,
  type WorkerMethods,
} from '../protocol/messages';
import { Rpc, type Serving } from '../protocol/rpc';
import { snapshotOf, type Changes } from '../session/changes';
import { checkFile } from '../session/session';
import { openLayer, type Opening } from '../session/opening';
import { answerTensor } from '../session/tensors/answer';
import { answerElement } from '../session/tensors/element';
import { pathOf } from '../session/tensors/path';
import { stepErrors } from '../session/tensors/step-errors';
import { KeptChecks, Memories, type Finished } from '../session/tensors/kept';
import type { CheckResult, Work } from '../session/types';
import { drive } from '../session/work';
import { checkWhatIf } from '../session/what-if/check';
import { writeBack } from '../session/what-if/write-back';
import { buffersOf } from './buffers';
import { Crew } from './crew/crew';
import { helping } from './crew/help';
import type { HelperMethods } from './crew/messages';

type HostRpc = Rpc<HostMethods, WorkerMethods & HelperMethods, CheckProgress>;

export function serve({ port, breathe, meter, platform }: WorkerSide): void {
  const kept = new KeptChecks();
  const memories = new Memories();
  /** The layers of kept checks that were opened, by name. */
  const openings = new WeakMap<Finished, ReadonlyMap<string, Checked>>();
  const host: HostRpc = new Rpc(port, {
    ...helping<CheckProgress>(breathe),
    check,
    async open({ uri, check, layer }, serving) {
      const finished = kept.get(uri, check);
      if (!finished) return null;
      return (await opened(finished, layer, serving)).view;
    },
    async program({ uri, check, inside }, serving) {
      const finished = kept.get(uri, check);
      if (!finished) return null;
      if (inside !== undefined && !within(finished, inside)) await opened(finished, inside, serving);
      return programOf(within(finished, inside)!);
    },
    evaluate({ uri, check, inside, query }) {
      const finished = about(uri, check, inside);
      return finished && evaluateAt(finished, query);
    },
    tensor({ uri, check, inside, query }, { transfer }) {
      const finished = about(uri, check, inside);
      const answer = finished && answerTensor(finished.checked, query);
      if (answer) transfer(buffersOf(answer));
      return answer;
    },
    writeBack({ uri, file, text, overrides, whole }, serving) {
      return writeBack({ file, text, files: filesOf(uri) }, overrides, whole, workOf(serving));
    },
    snapshot({ uri, check }) {
      const finished = kept.get(uri, check);
      return finished && snapshotOf(finished.checked);
    },
    element({ uri, check, inside, query }) {
      const finished = about(uri, check, inside);
      return finished && answerElement(finished, query);
    },
    stepErrors({ uri, check, inside, query }, serving) {
      const finished = about(uri, check, inside);
      return finished && drive(stepErrors(finished, query), workOf(serving), () => undefined);
    },
    path({ uri, check, inside, query }, serving) {
      const finished = about(uri, check, inside);
      return finished && drive(pathOf(finished, query), workOf(serving), () => undefined);
    },
  });
  // Where nobody listens any more, the worker is about to end.
  const crew = new Crew(platform, (message) => void host.call('log', { message }).answer.catch(() => undefined));

  async function opened(finished: Finished, layer: string, serving: Serving<CheckProgress>): Promise<Opening> {
    const opening = await openLayer(finished, layer, workOf(serving));
    openings.set(finished, new Map(openings.get(finished)).set(layer, opening.checked));
    return opening;
  }

  /** A kept check, or the one of the same network in which a layer is opened. */
  function about(uri: string, check: number, inside: string | undefined): Finished | null {
    const finished = kept.get(uri, check);
    return finished && within(finished, inside);
  }

  /** Null where the layer was not opened. */
  function within(finished: Finished, inside: string | undefined): Finished | null {
    if (inside === undefined) return finished;
    const checked = openings.get(finished)?.get(inside);
    return checked ? { ...finished, checked } : null;
  }

  function filesOf(uri: string): FileAccess {
    return { read: (path) => host.call('readFile', { uri, path }).answer };
  }

  function workOf({ signal, progress }: Serving<CheckProgress>): Work {
    return { ...meter, signal, progress, breathe, now: () => performance.now(), helpers: crew };
  }

  async function check(request: CheckRequest, serving: Serving<CheckProgress>): Promise<SessionResult> {
    const { uri, check, baseline, early, whatIf, ...ask } = request;
    const key = whatIf ? whatIfKey(uri) : uri;
    const files = filesOf(uri);
    meter.place?.fill(0);
    let changes: Changes | null = null;
    const answer = (result: CheckResult): SessionResult => ({ ok: true, ...result, ...(changes && { changes }) });
    const work = {
      ...workOf(serving),
      earlier: memories.of(key),
      ...(early && {
        early: (result: CheckResult) =>
          serving.progress({ done: 0, total: 1, tensor: result.report.faults[0]?.layer ?? '', early: answer(result) }),
      }),
    };
    const keep = (finished: Finished): void => {
      if (check === undefined) return;
      const told = kept.set(key, check, finished, baseline);
      // What is hypothetical is no edit.
      if (!whatIf) changes = told;
    };
    const known = whatIf ? (kept.get(uri, whatIf.of)?.network ?? null) : null;
    const result = whatIf
      ? await checkWhatIf({ ...ask, files }, whatIf.overrides, work, known, keep)
      : await checkFile({ ...ask, files }, work, keep);
    return result.ok ? answer(result) : result;
  }
}
