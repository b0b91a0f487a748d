// What every backward pass keeps to, tested without differences: the same result twice, linear in the cotangent,
// nothing written that is not its own, nothing left over from another call.

import type { Random } from '../../engine/random';
import { sameShape, type Tensor } from '../../engine/tensor';
import type { Steps } from '../estimate';
import { largestOf } from '../scale';
import { otherValues } from './draw';
import { roundingOf } from './near';
import { attempt, returnedList, run, runBackward, runForward, sameReturned, sameTensors, type Run } from './run';
import { instanceOf, randomDouts, type HandSubject } from './subject';

/** Codes of warnings, but for `nonlinear`, which is evidence alone, and `mutates-params`, a case of `mutates-input`. */
export type Contract =
  | 'nondeterministic'
  | 'nonlinear'
  | 'ignores-dout'
  | 'mutates-input'
  | 'mutates-params'
  | 'mutates-dout'
  | 'accumulates-grads'
  | 'state-leak';

/** The contracts that a layer breaks at its own values. Throws what the code throws. */
export function* brokenContracts(subject: HandSubject, random: Random): Steps<ReadonlySet<Contract>> {
  const { values, outputs } = subject;
  const broken = new Set<Contract>();
  const douts = randomDouts(outputs, random);
  const instance = instanceOf(subject);
  const first = run(instance, values, douts);
  if (first.wroteToDouts) broken.add('mutates-dout');
  for (const name of instance.mutated?.() ?? []) {
    broken.add(subject.code.inputs.includes(name) ? 'mutates-input' : 'mutates-params');
  }
  yield;
  const apart = run(instanceOf(subject), values, douts);
  // Of what comes out differently each time, nothing else can be said.
  if (!sameTensors(first.outputs, apart.outputs)) return broken.add('nondeterministic');
  yield;
  const state = yield* leftOver(subject, douts);
  if (state) broken.add(state);
  else if (!sameReturned(first.returned, apart.returned)) broken.add('state-leak');
  else if (yield* leaks(subject, first, douts, random)) broken.add('state-leak');
  const dirty = broken.has('state-leak') || broken.has('accumulates-grads');
  if (!dirty || subject.code.fresh()) {
    for (const code of yield* upstreamContracts(subject, douts, randomDouts(outputs, random))) broken.add(code);
  }
  return broken;
}

/** One instance, the same call three times. */
function* leftOver(subject: HandSubject, douts: readonly Tensor[]): Steps<Contract | null> {
  const instance = instanceOf(subject);
  const runs: Run[] = [];
  for (let k = 0; k < 3; k++) {
    runs.push(run(instance, subject.values, douts));
    yield;
  }
  const [a, b, c] = runs;
  if (sameTensors(a.outputs, b.outputs) && sameReturned(a.returned, b.returned)) return null;
  const grads = [a, b, c].map(({ returned }) => [...returned.params.values()]);
  const grows = grads[0].some((gradient, k) => isProgression(gradient, grads[1][k], grads[2][k]));
  return grows && sameTensors(a.returned.inputs, b.returned.inputs) ? 'accumulates-grads' : 'state-leak';
}

/** b is the sum of a and something, and c of b and the same. */
function isProgression(a: Tensor | null, b: Tensor | null, c: Tensor | null): boolean {
  if (!a || !b || !c || !sameShape(a.shape, b.shape) || !sameShape(b.shape, c.shape)) return false;
  const largest = largestOf(c.data);
  const within = roundingOf(c) * largest;
  let moved = false;
  for (let i = 0; i < a.data.length; i++) {
    const step = b.data[i] - a.data[i];
    if (!(Math.abs(c.data[i] - b.data[i] - step) <= within)) return false;
    if (Math.abs(step) > within) moved = true;
  }
  return moved;
}

/** Another call between forward and backward, on another instance, or before both, on the same one. */
function* leaks(subject: HandSubject, alone: Run, douts: readonly Tensor[], random: Random): Steps<boolean> {
  const { code, values } = subject;
  const [one, another, third] = [code.fresh(), code.fresh(), code.fresh()];
  if (!one || !another || !third) return false;
  const others = otherValues(subject, random);
  const outputs = runForward(one, values);
  const elsewhere = attempt(() => runForward(another, others));
  if (!elsewhere || !sameShapes(elsewhere, outputs)) return false;
  if (!sameReturned(runBackward(one, values, outputs, douts).returned, alone.returned)) return true;
  yield;
  const before = runBackward(another, others, elsewhere, douts).returned;
  yield;
  runForward(third, values);
  const after = runBackward(third, others, runForward(third, others), douts).returned;
  return !sameReturned(before, after);
}

function sameShapes(a: readonly Tensor[], b: readonly Tensor[]): boolean {
  return a.length === b.length && a.every(({ shape }, k) => sameShape(shape, b[k].shape));
}

const FACTOR = -1.75;

/** b(a·d1 + d2) = a·b(d1) + b(d2), and b(0) = 0. */
function* upstreamContracts(
  subject: HandSubject,
  first: readonly Tensor[],
  second: readonly Tensor[],
): Steps<readonly Contract[]> {
  const { values } = subject;
  const found: (readonly (Tensor | null)[])[] = [];
  for (const douts of [first, second, combined(FACTOR, first, second), combined(0, first, zeroed(second))]) {
    found.push(returnedList(run(instanceOf(subject), values, douts).returned));
    yield;
  }
  const [one, two, sum, none] = found;
  const verdicts = one.map((gradient, k) => upstreamVerdict(gradient, two[k], sum[k], none[k]));
  return [...new Set(verdicts)].filter((verdict) => verdict !== null);
}

function upstreamVerdict(
  one: Tensor | null,
  two: Tensor | null,
  sum: Tensor | null,
  none: Tensor | null,
): 'ignores-dout' | 'nonlinear' | null {
  if (!one || !two || !sum || !none) return null;
  const all = [one, two, sum, none];
  if (!all.every(({ shape, data }) => sameShape(shape, one.shape) && data.every(Number.isFinite))) return null;
  const within = roundingOf(one) * all.reduce((largest, gradient) => Math.max(largest, largestOf(gradient.data)), 0);
  let [same, linear] = [largestOf(none.data) > 0, true];
  for (let i = 0; i < one.data.length; i++) {
    const [a, b, c, zero] = [one.data[i], two.data[i], sum.data[i], none.data[i]];
    if (Math.abs(a - zero) > within || Math.abs(b - zero) > within) same = false;
    if (Math.abs(zero) > within || Math.abs(c - FACTOR * a - b) > (2 + Math.abs(FACTOR)) * within) linear = false;
  }
  return linear ? null : same ? 'ignores-dout' : 'nonlinear';
}

function combined(factor: number, a: readonly Tensor[], b: readonly Tensor[]): Tensor[] {
  return a.map(({ shape, data }, k) => ({ shape, data: data.map((x, i) => factor * x + b[k].data[i]) }));
}

function zeroed(tensors: readonly Tensor[]): Tensor[] {
  return tensors.map(({ shape, data }) => ({ shape, data: data.map(() => 0) }));
}
