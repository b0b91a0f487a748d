// Whether a check would have caught gradients: they are held against the numerical ones that it has worked out.

import type { ValueId } from '../../engine/graph';
import type { Gradients } from '../../engine/run';
import type { Data } from '../../engine/tensor';
import type { Checked, CheckedTensor } from '../checked';
import { directionsOf, dot } from '../probes';
import { largestOf } from '../scale';
import { FAIL, KINK, UNCHECKED, UNDECIDED, judge, type VerdictCode } from '../verdict';
import type { Changed } from './pass';

/** Why wrong gradients go unnoticed although they differ. */
export type Missing = 'not-selected' | 'not-sampled' | 'undecided' | 'within-tolerance';

export type Outcome =
  { readonly kind: 'caught' } | { readonly kind: 'equivalent' } | { readonly kind: 'missed'; readonly reason: Missing };

/** Gradients nearer than this to the right ones, of a tensor's largest, are the same. */
const EQUIVALENT = 1e-6;

export class Judge {
  private readonly tensors: ReadonlyMap<ValueId, CheckedTensor>;

  constructor(private readonly checked: Checked) {
    this.tensors = new Map(checked.tensors.map((tensor) => [tensor.value.id, tensor]));
  }

  outcomeOf(changed: Changed): Outcome {
    const wrong = [...changed].flatMap(([id, { data }]) => {
      const right = rightOf(this.checked.gradients, id);
      return right && isWrong(data, right) ? [{ tensor: this.tensors.get(id), data, right }] : [];
    });
    if (wrong.length === 0) return { kind: 'equivalent' };
    let reason: Missing = 'not-selected';
    for (const { tensor, data, right } of wrong) {
      if (!tensor?.method) continue;
      const verdicts = this.verdictsOn(tensor, data, right);
      if (verdicts.has(FAIL)) return { kind: 'caught' };
      if (verdicts.has(UNDECIDED)) reason = 'undecided';
      else if (verdicts.size > 0 && reason !== 'undecided') reason = 'within-tolerance';
      else if (reason === 'not-selected') reason = 'not-sampled';
    }
    return { kind: 'missed', reason };
  }

  /** The verdicts on the checked elements that are wrong. */
  private verdictsOn(tensor: CheckedTensor, data: Data, right: Data): ReadonlySet<VerdictCode> {
    const [wrong, compared] = this.comparable(tensor, data, right);
    const { numeric, bound, verdicts } = tensor;
    const least = EQUIVALENT * largestOf(compared);
    const found = new Set<VerdictCode>();
    for (let k = 0; k < verdicts.length; k++) {
      // At a kink more than one value is accepted.
      if (verdicts[k] === UNCHECKED || verdicts[k] === KINK || Math.abs(wrong[k] - compared[k]) <= least) continue;
      found.add(judge(wrong[k], numeric[k], bound[k], tensor.toleranceOf(k)));
    }
    return found;
  }

  /** Elements with elements, slopes along directions with such. */
  private comparable(
    { method, value, analytic }: CheckedTensor,
    data: Data,
    right: Data,
  ): [ArrayLike<number>, ArrayLike<number>] {
    if (method !== 'projection') return [data, right];
    const directions = directionsOf(value, data.length, this.checked.settings.seed);
    return [directions.map((direction) => dot(direction, data)), analytic];
  }
}

function rightOf(gradients: Gradients, id: ValueId): Data | null {
  return gradients[id]?.data ?? null;
}

/** What is not finite is as wrong as can be. */
function isWrong(data: Data, right: Data): boolean {
  const least = EQUIVALENT * largestOf(right);
  return data.some((slope, i) => !(Math.abs(slope - right[i]) <= least));
}
