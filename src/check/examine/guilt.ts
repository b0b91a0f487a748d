// Which operands of a hand-written layer it gives a wrong gradient itself, whatever comes to it from outside.

import type { Layer, ValueId } from '../../engine/graph';
import { randomStream } from '../../engine/random';
import type { LayerPass } from '../../engine/run';
import { sameShape, type Tensor } from '../../engine/tensor';
import type { Checked } from '../checked';
import type { Steps } from '../estimate';
import type { CheckMemory } from '../memory';
import { brokenContracts } from './contracts';
import { affordable } from './effort';
import { Extents } from './extents';
import type { Bench } from './lab';
import { checkLocal, localOf, type LocalRun } from './local';
import { distanceRatio, roundingOf } from './near';
import { returnedList, run } from './run';
import { randomDouts, type HandSubject } from './subject';

/** Elements of each operand while nothing is wrong. */
const GLANCE = 24;
/** Of an operand that is wrong in the network: as many as so much work allows, in elements that an evaluation reads. */
const THOROUGH = 2e7;
const [FEWEST, MOST] = [128, 2000];

export interface Guilt {
  readonly bench: Bench;
  /** Operands by position, and the run that shows them wrong. */
  readonly wrong: ReadonlyMap<number, LocalRun>;
  /** Operands that are wrong at a random cotangent, but not at the network's. */
  readonly hidden: readonly number[];
  /** Operands whose gradient is right where the layer runs by itself, but was not where the network ran it. */
  readonly stale: readonly number[];
}

/** `memory` is that of the layer's check by itself. */
export function* guiltOf(subject: HandSubject, checked: Checked, memory?: CheckMemory): Steps<Guilt> {
  const { layer, values, outputs, operands } = subject;
  const { settings } = checked;
  const random = randomStream(settings.seed, `examine ${layer.name}`);
  const broken = yield* brokenContracts(subject, random);
  const bench: Bench = { subject, broken, settings, extents: new Extents(subject) };
  const innocent: Guilt = { bench, wrong: new Map(), hidden: [], stale: [] };
  if (broken.has('nondeterministic')) return innocent;
  const failed = failedOperands(subject, checked);
  const isRight = failed.length === 0;
  const sample = isRight ? GLANCE : affordable(subject, THOROUGH, FEWEST, MOST);
  const atRandom = yield* checkLocal(subject, localOf(subject, values), randomDouts(outputs, random), settings, {
    sample,
    only: (isRight ? [...operands.keys()] : failed).map((k) => operands[k].name),
    ...(memory && { memory }),
  });
  const wrongAtRandom = operands.flatMap((_, k) => (isWrong(atRandom, k) ? [k] : []));
  if (isRight) return { ...innocent, hidden: wrongAtRandom };
  const pass = checked.passes.get(layer.name);
  const douts = pass && passedDouts(subject, pass);
  const isOpen = (k: number): boolean =>
    wrongAtRandom.includes(k) ? !isSettled(subject, k, checked) : broken.has('nonlinear');
  const open = failed.filter(isOpen);
  const only = open.map((k) => operands[k].name);
  const atActual =
    douts && open.length > 0
      ? yield* checkLocal(subject, localOf(subject, values), douts, settings, { sample, only })
      : null;
  const wrong = new Map<number, LocalRun>();
  for (const k of failed) {
    const isWrongHere = open.includes(k) && atActual ? isWrong(atActual, k) : wrongAtRandom.includes(k);
    if (isWrongHere) wrong.set(k, wrongAtRandom.includes(k) || !atActual ? atRandom : atActual);
  }
  const hidden = wrongAtRandom.filter((k) => !wrong.has(k));
  const stale = pass && douts ? staleOperands(subject, pass, douts) : [];
  return { bench, wrong, hidden, stale: stale.filter((k) => failed.includes(k) && !wrong.has(k)) };
}

function isWrong({ tensors }: LocalRun, k: number): boolean {
  return tensors[k]?.status === 'fail';
}

/** Whether the network's own verdict on an operand is one on this layer alone: right cotangents, and no other use. */
function isSettled({ graph, layer, operands }: HandSubject, k: number, checked: Checked): boolean {
  const outputs = new Set(layer.outputs.values());
  if (checked.tensors.some(({ value, status }) => outputs.has(value.id) && status === 'fail')) return false;
  const { id, kind, name } = operands[k];
  if (graph.layers.some((other) => other !== layer && usesOf(other).includes(id))) return false;
  const returned = checked.passes.get(layer.name)?.returned;
  const own = kind === 'input' ? returned?.inputs[k] : returned?.params.get(name);
  return isNear(own ?? null, checked.gradients[id]);
}

function usesOf({ operands, params }: Layer): readonly ValueId[] {
  return [...operands, ...params.values()];
}

/** Operands whose gradients in the network are wrong. */
export function failedOperands({ operands }: HandSubject, { tensors }: Checked): number[] {
  const failed = new Set(tensors.filter(({ status }) => status === 'fail').map(({ value }) => value.id));
  return operands.flatMap(({ id }, k) => (failed.has(id) ? [k] : []));
}

/** The cotangents that came to the layer in the network; null where they show nothing of it. */
function passedDouts({ outputs }: HandSubject, { douts }: LayerPass): readonly Tensor[] | null {
  const fits = douts.length === outputs.length && douts.every(({ shape }, k) => sameShape(shape, outputs[k].shape));
  const isFinite = douts.every(({ data }) => data.every(Number.isFinite));
  return fits && isFinite && douts.some(({ data }) => data.some((x) => x !== 0)) ? douts : null;
}

/** Where the layer, run by itself on the same operands and cotangents, returns something else than it did. */
function staleOperands(subject: HandSubject, { returned }: LayerPass, douts: readonly Tensor[]): number[] {
  const alone = returnedList(run(subject.code.fresh() ?? subject.code, subject.values, douts).returned);
  const met = returnedList(returned);
  return subject.operands.flatMap((_, k) => (isNear(alone[k], met[k]) ? [] : [k]));
}

function isNear(a: Tensor | null, b: Tensor | null): boolean {
  if (!a || !b) return a === b;
  return sameShape(a.shape, b.shape) && distanceRatio(a.data, b.data) <= roundingOf(a);
}
