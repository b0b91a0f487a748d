// Which element of a tensor is looked at where a person has chosen none.

import type { TensorView } from '../protocol/messages';
import { indexOf } from './positions';

/** The one with the largest gradient in sight. */
export function mostMoving({ shape, analytic }: TensorView): number[] {
  const head = analytic?.head ?? [];
  let flat = 0;
  for (let i = 1; i < head.length; i++) if (Math.abs(head[i]) > Math.abs(head[flat])) flat = i;
  return indexOf(shape, flat);
}
