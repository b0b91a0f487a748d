// Answers questions about a tensor of a finished check.

import type { Checked, CheckedTensor } from '../../check/checked';
import { badness, verdictName } from '../../check/verdict';
import { indexOf } from '../../engine/tensor';
import { isChecked, numbersOf, type TensorNumbers } from './columns';
import { answerFrom } from './selecting';
import type { RankedElement, TensorAnswer, TensorQuery } from './types';

/** Throws RangeError where the network has no such tensor, or the tensor no such elements. */
export function answerTensor(checked: Checked, query: TensorQuery): TensorAnswer {
  const numbers = numbersOf(checked, query.tensor);
  return answerFrom({ ...numbers, shape: numbers.value.shape, worst: (most) => worstElements(numbers, most) }, query);
}

/** From the worst on; of those that are equally bad the first. */
function worstElements({ value: { shape }, compared, column }: TensorNumbers, most: number): RankedElement[] {
  if (!compared || !column('numeric')) return [];
  const values = column('value')!;
  return worstPositions(compared, most).map(([flat, bad]) => ({
    index: indexOf(shape, flat),
    value: values[flat],
    analytic: compared.analytic[flat],
    numeric: compared.numeric[flat],
    bound: compared.bound[flat],
    badness: bad,
    verdict: verdictName(compared.verdicts[flat])!,
  }));
}

function worstPositions(compared: CheckedTensor, most: number): [flat: number, badness: number][] {
  const { analytic, numeric, bound, verdicts } = compared;
  const worst: [number, number][] = [];
  for (let flat = 0; flat < verdicts.length; flat++) {
    if (!isChecked(compared, flat)) continue;
    const bad = badness(analytic[flat], numeric[flat], bound[flat], compared.toleranceOf(flat));
    if (worst.length === most && !(bad > worst[most - 1][1])) continue;
    let at = worst.length;
    while (at > 0 && worst[at - 1][1] < bad) at--;
    worst.splice(at, 0, [flat, bad]);
    if (worst.length > most) worst.pop();
  }
  return worst;
}
