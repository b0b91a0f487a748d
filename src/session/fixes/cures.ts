// What has to be done about each cause, in plain words, as the title of a fix begins.

import type { Finding } from '../../check/checked';
import { formatNumber } from '../format';

export const CURES: Readonly<Record<string, string>> = {
  'sign-flipped': 'Turn the sign round',
  scaled: 'Drop the constant factor',
  'not-divided-by-batch': 'Divide by the batch size',
  'divided-twice': 'Divide by the batch size once',
  'divided-by-size': 'Divide by the batch size, not by the number of elements',
  transposed: 'Transpose the gradient',
  'missing-transpose': 'Transpose the weights',
  'bias-one-row': 'Sum over the whole batch',
  'bias-mean': 'Sum over the batch instead of averaging',
  'bias-summed-over-all': 'Sum over the batch axis alone',
  'zero-gradient': 'Compute the gradient',
  'missing-gradient': 'Add the missing gradient',
  'upstream-ignored': 'Multiply by dout',
  'mask-from-dout': 'Take the mask from x',
  'mask-inverted': 'Turn the mask round',
  'mask-omitted': 'Apply the mask of the forward pass',
  'sigmoid-from-x': "Take sigmoid's derivative at y",
  'sigmoid-factor-missing': 'Multiply by y(1 - y)',
  'tanh-from-x': "Take tanh's derivative at y",
  'tanh-factor-missing': 'Multiply by 1 - y²',
  'softmax-target-missing': 'Subtract the target',
  'softmax-diagonal-only': 'Bring in the rest of the row',
  'fan-out-overwritten': 'Add the branch that is missing',
  'accumulated-twice': 'Count the gradient once',
  'broadcast-not-summed': 'Sum over what was broadcast',
  'argument-mutated': 'Work on a copy',
  'stale-cache': 'Keep the values of each forward pass',
  'dropout-scale': 'Scale as the forward pass does',
  'dropout-fresh-mask': 'Use the mask of the forward pass',
  'batchnorm-mean-term': 'Bring in the term through the mean',
  'batchnorm-variance-term': 'Bring in the term through the variance',
  'regulariser-missing': 'Add the gradient of the regulariser',
  'regulariser-doubled': 'Add the gradient of the regulariser once',
  'axis-swapped': 'Go along the other axis',
  unknown: 'Correct the gradient',
};

/** Whatever the cause. */
export const DERIVED = 'Let the gradients be derived';

export function cureOf({ code, evidence: { factor } }: Finding): string {
  return code === 'scaled' && typeof factor === 'number' ? `Drop the factor ${formatNumber(factor)}` : CURES[code];
}
