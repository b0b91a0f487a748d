// Gradients of which a part is missing or counted twice: one way of a fan-out, the regulariser.

import { sameShape, type Tensor } from '../../engine/tensor';
import { elementwise, onlyOutput, prediction, valueOf, type Hypothesis, type Prediction } from './hypothesis';
import { combine, factorOf, normOf, residualOf, times, TOLERANCE } from './match';

/** x goes on both unchanged and through something: truth = dout + dout · f'(x), of which one was overwritten. */
export const fanOut: Hypothesis = function* (given) {
  const it = elementwise(given);
  if (!it) return;
  const { truth } = given;
  const rest = combine([truth, it.dout], (t, d) => t - d);
  // Without a second way there is nothing to overwrite.
  if (normOf(rest) <= TOLERANCE * normOf(truth)) return;
  // Of an elementwise layer, dout alone is also what many other mistakes leave.
  const as = (code: string, value: Tensor, evidence: Prediction['evidence'], detail: string): Prediction => ({
    ...prediction(code, value, evidence, detail),
    general: true,
  });
  const through = 'what comes through the function';
  yield as('fan-out-overwritten', rest, { left: through, lost: 'dout' }, 'rest');
  yield as('fan-out-overwritten', it.dout, { left: 'dout', lost: through }, 'dout');
  const twice = (part: Tensor): Tensor => combine([truth, part], (t, p) => t + p);
  yield as('accumulated-twice', twice(it.dout), { twice: 'dout' }, 'dout');
  yield as('accumulated-twice', twice(rest), { twice: 'rest' }, 'rest');
};

/** dW = ... + λ · W, of which the last term is missing or doubled. */
export const regulariser: Hypothesis = function* (given) {
  if (given.kind !== 'param') return;
  const W = valueOf(given);
  const { truth, found } = given;
  if (!sameShape(found.shape, W.shape)) return;
  const difference = combine([found, truth], (a, b) => a - b);
  const lambda = factorOf(difference, W);
  const term = times(W, lambda);
  // A few elements may well be proportional by chance, and the difference must stand out of the truth's own error.
  if (W.data.length < 2 || !(residualOf(difference, term) <= precision(difference, truth))) return;
  const code = Math.sign(lambda) * directionOf(given) < 0 ? 'regulariser-missing' : 'regulariser-doubled';
  yield prediction(
    code,
    combine([truth, term], (a, b) => a + b),
    { lambda: Math.abs(lambda) },
  );
};

function precision(difference: Tensor, truth: Tensor): number {
  return (TOLERANCE * Math.max(normOf(truth), normOf(difference))) / normOf(difference);
}

/** The regulariser adds to the loss: its gradient points along W times the loss's own cotangent. */
function directionOf(given: Parameters<Hypothesis>[0]): number {
  const only = onlyOutput(given);
  return only?.dout.data.length === 1 && only.dout.data[0] < 0 ? -1 : 1;
}
