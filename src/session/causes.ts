// Every cause of a wrong gradient, by its code: what it is called, and what it says of the gradient that is wrong.

import type { Fault } from '../check/report';
import { formatNumber, formatShape } from './format';
import { message, t } from './translate';

type Evidence = Fault['evidence'];

export interface Cause {
  /** After "could also be": `a wrong sign`. In English; `t` has it in other languages. */
  readonly name: string;
  /** Goes on after the gradient that is wrong: `W's gradient` ... */
  says(evidence: Evidence): string;
}

const cause = (name: string, says: string): Cause => ({ name, says: () => t(says) });

export const CAUSES: Readonly<Record<string, Cause>> = {
  'sign-flipped': cause('a wrong sign', 'has the wrong sign'),
  scaled: {
    name: message('a wrong factor'),
    says: ({ factor }) =>
      typeof factor === 'number'
        ? t('is exactly {0} what it should be', multiple(factor))
        : t('is a constant multiple of what it should be'),
  },
  'not-divided-by-batch': {
    name: message('no division by the batch size'),
    says: ({ batch }) =>
      typeof batch === 'number'
        ? t('is not divided by the batch size ({0})', batch)
        : t('is not divided by the batch size'),
  },
  'divided-twice': {
    name: message('a second division by the batch size'),
    says: ({ batch }) =>
      typeof batch === 'number'
        ? t('is divided by the batch size ({0}) twice', batch)
        : t('is divided by the batch size twice'),
  },
  'divided-by-size': cause(
    'division by the number of elements',
    'is divided by the number of elements instead of the batch size',
  ),
  transposed: cause('a transposed gradient', 'is transposed'),
  'missing-transpose': cause(
    'a missing transpose',
    'lacks a transpose: the weights must be transposed on the way back',
  ),
  'bias-one-row': cause(
    "one sample's gradient alone",
    'is that of one sample alone: it must be summed over the whole batch',
  ),
  'bias-mean': cause('a mean over the batch', 'is averaged over the batch: it must be summed'),
  'bias-summed-over-all': cause(
    'a sum over everything',
    'is summed over everything: it must be summed over the batch axis alone',
  ),
  'zero-gradient': cause('a zero gradient', 'is all zeros, but the loss depends on it'),
  'missing-gradient': cause('a missing gradient', 'is missing: the backward pass returns nothing for it'),
  'upstream-ignored': cause(
    'an ignored dout',
    'is not multiplied by dout, the gradient that comes from the next layer',
  ),
  'mask-from-dout': cause('a mask made from dout', 'is masked by the sign of dout: the mask must come from x'),
  'mask-inverted': cause(
    'an inverted mask',
    'flows where it should be 0 and is 0 where it should flow: the mask is inverted',
  ),
  'mask-omitted': cause('an omitted mask', 'flows everywhere: the mask of the forward pass is not applied'),
  'sigmoid-from-x': cause(
    "sigmoid's derivative at x instead of y",
    "uses x(1 - x): sigmoid's derivative is y(1 - y), with y the layer's output",
  ),
  'sigmoid-factor-missing': cause(
    "a missing factor of sigmoid's derivative",
    "lacks a factor: sigmoid's derivative is y(1 - y)",
  ),
  'tanh-from-x': cause(
    "tanh's derivative at x instead of y",
    "uses 1 - x²: tanh's derivative is 1 - y², with y the layer's output",
  ),
  'tanh-factor-missing': cause("a missing part of tanh's derivative", "lacks a part: tanh's derivative is 1 - y²"),
  'softmax-target-missing': cause(
    'a softmax gradient without the target',
    'is y: it must be y - t, the target subtracted',
  ),
  'softmax-diagonal-only': cause(
    "softmax's diagonal alone",
    "uses only the diagonal y(1 - y) of softmax's Jacobian: every output depends on every input of its row",
  ),
  'fan-out-overwritten': {
    name: message('an overwritten branch'),
    says: ({ kept, missing }) => {
      const branch =
        typeof missing === 'string'
          ? t('lacks the branch through {0}', missing)
          : typeof kept === 'string'
            ? t('holds one branch alone, the one through {0}', kept)
            : t('holds one branch alone');
      return t('{0}: where a value is used more than once, the gradients of its branches are added', branch);
    },
  },
  'accumulated-twice': cause(
    'a gradient added twice',
    'is added up more than once: gradients of an earlier call are still in it',
  ),
  'broadcast-not-summed': cause(
    'a broadcast that is not summed back',
    'has the shape of the result: what was broadcast forward must be summed back',
  ),
  'argument-mutated': cause('a changed argument', 'is wrong because a pass changes one of its arguments in place'),
  'stale-cache': cause(
    'values of an earlier forward pass',
    'is computed from the values of another forward pass than the one before it',
  ),
  'dropout-scale': cause("dropout's scale", 'lacks the factor 1/(1 - rate) that the forward pass puts on kept values'),
  'dropout-fresh-mask': cause(
    'a fresh dropout mask',
    'is masked by a newly drawn mask: the one of the forward pass must be kept',
  ),
  'batchnorm-mean-term': cause(
    'a missing mean term of batch normalisation',
    'lacks the term through the mean: the batch mean depends on x too',
  ),
  'batchnorm-variance-term': cause(
    'a missing variance term of batch normalisation',
    'lacks the term through the variance: the batch variance depends on x too',
  ),
  'regulariser-missing': cause(
    'a missing regulariser',
    'lacks the gradient of the regulariser that is part of the loss',
  ),
  'regulariser-doubled': cause('a doubled regulariser', 'holds twice the gradient of the regulariser'),
  'axis-swapped': cause('a wrong axis', 'is taken along the wrong axis, or at swapped indices'),
  unknown: {
    name: message('something else'),
    says: ({ shape, found = shape, expected, from, examining }) => {
      if (examining === true) return t('is wrong; the cause is being looked for');
      if (Array.isArray(found) && Array.isArray(expected))
        return t('has the shape {0}, where {1} is right', formatShape(found), formatShape(expected));
      return typeof from === 'string'
        ? t('is the one that belongs to {0}', from)
        : t('is wrong, in a way that is none of the known ones');
    },
  },
};

/** `2×`; of a third `1/3 of`. */
function multiple(factor: number): string {
  const inverse = Math.round(1 / factor);
  return inverse > 1 && Math.abs(factor * inverse - 1) < EXACT
    ? t('1/{0} of', inverse)
    : t('{0}×', formatNumber(factor));
}

const EXACT = 1e-9;
