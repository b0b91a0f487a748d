// Gradients that are nothing, or that do not ask for the cotangent.

import { filled } from '../../engine/tensor';
import { elementwise, onlyOutput, prediction, type Hypothesis } from './hypothesis';
import { combine, times } from './match';

export const nothing: Hypothesis = function* ({ truth }) {
  yield prediction('zero-gradient', filled(truth.shape, 0));
};

/** The gradient for a cotangent of ones, where that can be read off: of elementwise layers and of losses. */
export const withoutUpstream: Hypothesis = function* (given) {
  const it = elementwise(given);
  const only = onlyOutput(given);
  if (it) {
    yield prediction(
      'upstream-ignored',
      combine([given.truth, it.dout], (t, d) => t / d),
      { formula: 'without dout' },
    );
  } else if (only?.dout.data.length === 1) {
    yield prediction('upstream-ignored', times(given.truth, 1 / only.dout.data[0]), { formula: 'without dout' });
  }
};
