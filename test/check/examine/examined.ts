// Networks of plain-function layers, checked and examined to the end.

import { checkGradients, DEFAULT_SETTINGS, examine, type Checked } from '../../../src/check';
import type { Examination, Finding } from '../../../src/check/checked';
import type { CheckSettings, Problem } from '../../../src/check/problem';
import type { Warning } from '../../../src/check/report';
import { filled } from '../../../src/engine/tensor';
import type { Net } from '../nets';

export interface Examined extends Examination {
  readonly checked: Checked;
  readonly brief: readonly string[];
  readonly warned: readonly string[];
}

export function examined(
  net: Net,
  settings: Partial<CheckSettings> = {},
  ownBackward?: Problem['ownBackward'],
): Examined {
  const graph = net.graph();
  const problem: Problem = {
    graph,
    cotangent: filled(graph.values[graph.output].shape, 1, graph.dtype),
    settings: { ...DEFAULT_SETTINGS, ...settings },
    ...(ownBackward && { ownBackward }),
  };
  const checked = finish(checkGradients(problem));
  const examination = finish(examine(checked, problem));
  return {
    ...examination,
    checked,
    brief: examination.faults.map(briefOf),
    warned: examination.warnings.map(warnedOf),
  };
}

const briefOf = ({ layer, input, tensor, code }: Finding): string =>
  `${layer} ${input ?? 'wiring'} (${tensor}): ${code}`;

const warnedOf = ({ layer, code, tensor, reason }: Warning): string =>
  [layer ?? 'network', code, ...(tensor ? [tensor] : []), ...(reason ? [reason] : [])].join(' ');

export function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
