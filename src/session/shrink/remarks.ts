// What is written above a smallest failing case: what to work out by hand, and what should come out.

import { indexOf, toNested, type Tensor } from '../../engine/tensor';
import type { Checked } from '../../check/checked';
import { FAIL } from '../../check/verdict';
import { formatIndex, formatNumber } from '../format';
import type { Guilty } from './trial';

/** `tensor` is the report's name of the wrong one in the small network. */
export function remarksOf(file: string, { layer, operand, code }: Guilty, checked: Checked, tensor: string): string[] {
  const wrong = checked.tensors.find(({ value }) => value.name === tensor)!;
  const { graph, tape } = checked;
  const own = graph.layers.find(({ name }) => name === layer.name)!;
  const { analytic, numeric, verdicts, value } = wrong;
  const rows = Array.from(analytic, (found, k) => {
    const at = `d${operand}${value.shape.length === 0 ? '' : formatIndex(indexOf(value.shape, k))}`;
    const [given, right] = [formatNumber(found), formatNumber(numeric[k])];
    return { at, given, right, wrong: verdicts[k] === FAIL };
  });
  const widths = (of: (row: (typeof rows)[number]) => string): number => Math.max(...rows.map((row) => of(row).length));
  const [atWidth, givenWidth] = [widths(({ at }) => at), widths(({ given }) => given)];
  return [
    `The smallest case of ${code} in layer ${layer.name} of ${file}, to be worked by hand.`,
    ...[...own.outputs].map(
      ([output, id]) =>
        `Forward: ${output} = ${JSON.stringify(toNested(rounded(tape.values[id]))).replaceAll(',', ', ')}`,
    ),
    `The gradient of ${operand}, as the backward pass gives it, and as it should be:`,
    ...rows.map(
      ({ at, given, right, wrong }) =>
        `  ${at.padEnd(atWidth)}  ${given.padStart(givenWidth)}  ${wrong ? `should be ${right}` : 'is right'}`,
    ),
  ];
}

/** As numbers are written elsewhere. */
function rounded({ shape, data }: Tensor): Tensor {
  return { shape, data: data.map((x) => Number(formatNumber(x))) };
}
