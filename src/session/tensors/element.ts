// All that a finished check knows of one element, and how its gradient came to it.

import { toleranceAt, verdictName } from '../../check/verdict';
import { chainSteps } from './chain';
import { comparedAt, flatIn, numbersOf } from './columns';
import type { Finished } from './kept';
import type { ElementAnswer, ElementQuery } from './types';

/** Throws RangeError where the network has no such tensor, or the tensor no such element. */
export function answerElement({ network, checked }: Finished, { tensor, index }: ElementQuery): ElementAnswer {
  const numbers = numbersOf(checked, tensor);
  const { value, column } = numbers;
  const flat = flatIn(value, index);
  const at = (which: Parameters<typeof column>[0]): number | null => column(which)?.[flat] ?? null;
  const known = comparedAt(numbers, flat);
  const [analytic, numeric] = [at('analytic'), known && at('numeric')];
  return {
    tensor,
    index,
    value: at('value')!,
    analytic,
    numeric,
    bound: known && at('bound'),
    tolerance: known && toleranceAt(known.toleranceOf(flat), known.analytic[flat], known.numeric[flat]),
    verdict: known && verdictName(known.verdicts[flat]),
    slopes: known?.slopes.get(flat) ?? null,
    cotangent: value.id === checked.graph.output ? network.cotangent.data[flat] : null,
    steps: analytic === null ? [] : chainSteps(checked, value.id, flat),
  };
}
