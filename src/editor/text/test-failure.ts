// Why a tensor's test failed: in words, and as two lists of numbers that a diff view sets side by side.

import { indexOf } from '../../engine/tensor';
import type { CheckReport, Fault, JsonNumber, TensorReport, TensorView } from '../../protocol/messages';
import { formatIndex, formatNumber, formatShape } from '../../session/format';
import { culprits } from '../../session/inherited';
import { faultText } from '../../session/prose';
import { tensorMessage } from '../../session/render/tensor-message';
import { t } from '../../session/translate';

export function failureText(tensor: TensorReport, fault: Fault | undefined, report: CheckReport): string {
  if (fault) return `${fault.layer}: ${faultText(fault)}`;
  const culprit = culprits(report).get(tensor.name);
  const message = tensorMessage(tensor);
  return culprit === undefined ? message : t('{0}; wrong because of {1}', message, culprit);
}

interface Numbers {
  readonly expected: string;
  readonly found: string;
}

/** The numerical gradient is what is expected, the analytic one what was found: a line for each element that is at hand. */
export function numbersText({ name, shape, worst }: TensorReport, view: TensorView): Numbers {
  const lines = new Map<string, readonly [expected: JsonNumber, found: JsonNumber]>();
  const { analytic, numeric } = view;
  numeric?.head.forEach((expected, i) => {
    // Without a numerical value it was not checked.
    if (analytic && !Number.isNaN(expected)) lines.set(formatIndex(indexOf(shape, i)), [expected, analytic.head[i]]);
  });
  if (worst) lines.set(formatIndex(worst.index), [worst.numeric, worst.analytic]);
  const side = (which: 0 | 1): string =>
    [`${name} ${formatShape(shape)}`, ...[...lines].map(([at, both]) => `${at} ${formatNumber(both[which])}`), ''].join(
      '\n',
    );
  return { expected: side(0), found: side(1) };
}
