// The bench for a diagnosis: one operand of a layer as it was met, and measured again in other ways.

import type { HandWritten } from '../../engine/hand-written';
import { randomStream, type Random } from '../../engine/random';
import { zeros, type Shape, type Tensor } from '../../engine/tensor';
import type { Case, Lab, Variation } from '../diagnosis/case';
import type { Steps } from '../estimate';
import type { CheckSettings } from '../problem';
import { FAIL, KINK, PASS } from '../verdict';
import type { Contract } from './contracts';
import { drawnLike } from './draw';
import { affordable } from './effort';
import type { Extents } from './extents';
import { checkLocal, withCode, type LocalRun } from './local';
import { failed, run, runBackward, runForward } from './run';
import { instanceOf, randomDouts, type HandSubject, type Values } from './subject';

/** Elements of the operand that are measured again: as many as so much work allows. */
const WORK = 4e6;
const [FEWEST, MOST] = [64, 512];

/** A hand-written layer that is being examined. */
export interface Bench {
  readonly subject: HandSubject;
  readonly broken: ReadonlySet<Contract>;
  readonly settings: CheckSettings;
  readonly extents: Extents;
}

export function labOf(bench: Bench, operand: number, met: LocalRun): Lab {
  const { subject, broken } = bench;
  const metCase = caseOf(subject, operand, subject.values, met);
  return {
    met: metCase,
    broken,
    measure: (variation) => measure(bench, operand, metCase, variation),
  };
}

function* measure(bench: Bench, operand: number, met: Case, variation: Variation): Steps<Case | null> {
  const { subject, settings, extents } = bench;
  const distinct = variation.widths === 'distinct';
  const shapes = yield* extents.vary({ ...(variation.batch && { batch: variation.batch }), distinct });
  if (!shapes) return null;
  const random = randomStream(variation.seed, `measure ${subject.layer.name}`);
  const kept = variation.keep === 'values' && variation.batch === undefined && !distinct;
  try {
    const values = kept ? subject.values : drawnLike(subject, shapes, random);
    const code = instanceOf(subject);
    const backward = sequence(subject, variation, shapes, random);
    const local = withCode(subject, values, code, backward ?? undefined);
    const outputs = [...local.layer.outputs.values()].map((id) =>
      zeros(local.graph.values[id].shape, local.graph.dtype),
    );
    const douts = kept ? [...met.douts.values()] : randomDouts(outputs, random);
    const run = yield* checkLocal(subject, local, scaled(douts, variation.scale ?? 1), settings, {
      sample: affordable(subject, WORK, FEWEST, MOST),
      only: [subject.operands[operand].name],
    });
    return caseOf(subject, operand, values, run);
  } catch (error) {
    // At values, shapes or in an order that the code was not written for.
    return failed(error);
  }
}

/** Other calls before the backward pass that counts; null where there are none. */
function sequence(
  subject: HandSubject,
  { after, backwards = 1 }: Variation,
  shapes: readonly Shape[],
  random: Random,
): HandWritten['backward'] | null {
  if (!after && backwards === 1) return null;
  const others = after && drawnLike(subject, shapes, random);
  return ({ inputs, params, douts }) => {
    const code = instanceOf(subject);
    if (others) runForward(code, others);
    const values = { inputs, params };
    let result = run(code, values, douts);
    for (let k = 1; k < backwards; k++) result = runBackward(code, values, result.outputs, douts);
    return result.returned;
  };
}

function scaled(douts: readonly Tensor[], factor: number): readonly Tensor[] {
  return factor === 1 ? douts : douts.map(({ shape, data }) => ({ shape, data: data.map((x) => factor * x) }));
}

/** What a local check found out about one operand. */
function caseOf(subject: HandSubject, k: number, values: Values, run: LocalRun): Case {
  const { layer, operands, code } = subject;
  const { name, kind } = operands[k];
  const { local, checked, douts, tensors } = run;
  const { returned } = checked.passes.get(layer.name)!;
  const outputs = [...local.layer.outputs.values()].map((id) => checked.tape.values[id]);
  const all = new Map([...code.inputs.map((input, i) => [input, returned.inputs[i]] as const), ...returned.params]);
  const checkedTensor = tensors[k]!;
  const truth = zeros(checkedTensor.value.shape);
  let bound = 0;
  checkedTensor.verdicts.forEach((verdict, i) => {
    const isKnown = verdict === PASS || verdict === FAIL || verdict === KINK;
    truth.data[i] = isKnown ? checkedTensor.numeric[i] : NaN;
    if (isKnown) bound = Math.max(bound, checkedTensor.bound[i]);
  });
  return {
    layer: layer.name,
    type: layer.type,
    operand: name,
    kind,
    inputs: new Map(code.inputs.map((input, i) => [input, values.inputs[i]])),
    params: values.params,
    outputs: new Map(code.outputs.map((output, i) => [output, outputs[i]])),
    douts: new Map(code.outputs.map((output, i) => [output, douts[i]])),
    found: kind === 'input' ? (returned.inputs[k] ?? null) : (returned.params.get(name) ?? null),
    returned: all,
    truth,
    bound,
  };
}
