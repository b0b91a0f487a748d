// Why a known bug would go unnoticed, as a person reads it.

import type { Mutant } from '../check/mutants';

const REASONS: Readonly<Record<NonNullable<Mutant['reason']>, string>> = {
  'zero-gradient': 'the right gradient is zero, and so is any multiple of it',
  'unit-cotangent': 'the upstream gradient is all ones, and need not be multiplied by',
  'no-switch': 'it never switches on this data: an omitted mask changes nothing',
  'batch-of-one': 'a batch of one: what is divided by the batch, or taken of one row, cannot show',
  'one-element': 'one element: nothing to transpose and nothing to sum',
  symmetric: 'the matrix is symmetric: a transpose changes nothing',
  'nothing-dropped': 'nothing is dropped on this data',
  'same-numbers': 'the wrong formula gives the right numbers on this data',
  'not-selected': 'no tensor that it makes wrong is among the "tensors" of the check',
  'not-sampled': 'no element that it makes wrong is in the "sample" of the check',
  undecided: 'the numerical gradients are not exact enough to tell',
  'within-tolerance': 'the difference is within the tolerance',
};

export function reasonText(reason: NonNullable<Mutant['reason']>): string {
  return REASONS[reason];
}
