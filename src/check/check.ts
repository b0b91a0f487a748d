// The check of a network: its backward pass against differences of its forward pass, tensor by tensor.

import type { Graph, Value } from '../engine/graph';
import type { HandWritten } from '../engine/hand-written';
import {
  backward,
  forward,
  lossOf,
  givenTo,
  type Gradients,
  type LayerPass,
  type Pulled,
  type Tape,
} from '../engine/run';
import { sizeOf, type Tensor } from '../engine/tensor';
import { prepareBase, type Base } from './base';
import type { Checked, CheckedTensor } from './checked';
import { carry } from './carry';
import { Chain } from './chain';
import type { Steps } from './estimate';
import type { CheckSettings, Problem, Progress } from './problem';
import { Company } from './helpers';
import { directionProbes, elementProbes } from './probes';
import { isDifferentiated, layerOf, selectedValues } from './select';
import { TensorCheck } from './tensor-check';
import { unrunBranches, warningsOf } from './warnings';

export const DEFAULT_SETTINGS: CheckSettings = { method: 'auto', tensors: [], seed: 0 };

/** Work between two yields, in rough multiplications: a few milliseconds. */
const SLICE = 2e6;

/**
 * Checks the graph's own backward pass. Throws NodeError where a node's operands hold values that it cannot work on.
 * Whoever iterates may stop at any yield.
 */
export function* checkGradients(problem: Problem): Generator<Progress, Checked> {
  const tape = forward(problem.graph);
  const pulled = problem.ownBackward?.() ?? pullBack(problem, tape);
  return yield* compareGradients(problem, tape, pulled);
}

function pullBack({ graph, cotangent }: Problem, tape: Tape): Pulled {
  const passes = new Map<string, LayerPass>();
  const gradients = backward(graph, tape, cotangent, ({ name }, pass) => passes.set(name, pass));
  return { gradients, passes };
}

/** Checks given gradients. The numerical side knows of them only whether its own error is small enough to judge them. */
function* compareGradients(problem: Problem, tape: Tape, { gradients, passes }: Pulled): Generator<Progress, Checked> {
  const { graph, cotangent, settings } = problem;
  const base = prepareBase(graph, tape, cotangent);
  // A pass of its own has run the code another time, at a point that cannot be had again.
  const elsewhere = problem.ownBackward !== undefined && base.unstable.size > 0;
  const values = selectedValues(graph, settings.tensors);
  // Not of a projection, whose numbers belong to directions.
  const twin = graph.dtype === 'float32' && settings.method !== 'projection';
  const wide = twin ? wideGradients(graph, base.tape, cotangent) : null;
  const tensors = yield* checkTensors(base, values, gradients, wide, problem, elsewhere);
  const loss = lossOf(tape.values[graph.output], cotangent);
  const warnings = [...warningsOf(base, tape, tensors), ...unrunBranches(problem)];
  return { graph, settings, loss, tape, gradients, passes, tensors, warnings };
}

/** The backward pass in float64. Hand-written layers keep state: it is run by others of their kind, brought to the point. */
function wideGradients(graph: Graph, tape: Tape, cotangent: Tensor): Gradients {
  const others = new Map<HandWritten, HandWritten>();
  const layers = graph.layers.map((layer) => {
    if (!layer.code) return layer;
    const code = others.get(layer.code) ?? layer.code.fresh() ?? layer.code;
    others.set(layer.code, code);
    const { inputs, params } = givenTo(layer, tape.values);
    code.forward(inputs, params);
    return { ...layer, code };
  });
  return backward({ ...graph, dtype: 'float64', layers }, tape, cotangent);
}

function* checkTensors(
  base: Base,
  values: readonly Value[],
  gradients: Gradients,
  wide: Gradients | null,
  problem: Problem,
  elsewhere: boolean,
): Generator<Progress, CheckedTensor[]> {
  const { graph } = base;
  const { settings } = problem;
  const checkOf = (value: Value, asked: CheckSettings): TensorCheck | null => {
    const gradient = gradients[value.id];
    if (!gradient || !isDifferentiated(graph, value)) return null;
    const probesOf = asked.method === 'projection' ? directionProbes : elementProbes;
    const probes = probesOf(base, value, gradient.data, asked);
    return new TensorCheck(base, value, gradient.data, wide?.[value.id]?.data ?? null, probes, asked, elsewhere);
  };
  const checks = values.flatMap((value) => checkOf(value, settings) ?? []);
  const pace = new Pace(checks);
  yield* carryAll(base, checks, problem, pace);
  for (const check of checks) {
    for (const flat of check.unmeasured()) {
      yield* pace.keep(check, check.calibrate());
      check.measure(flat);
      if (pace.isDue(check)) yield pace.progress(check);
    }
    check.settle();
    const largest = check.largest();
    if (largest > 0) yield* resolveOpen(check, largest, pace);
  }
  const networkLargest = checks.reduce((largest, check) => Math.max(largest, check.largest()), 0);
  for (const check of checks) if (check.largest() === 0) yield* resolveOpen(check, networkLargest, pace);
  const byId = new Map(checks.map((check) => [check.value.id, check]));
  return values.map((value) => {
    const check = byId.get(value.id);
    return check
      ? check.finish(layerOf(graph, value), check.largest() || networkLargest)
      : skipped(graph, value, gradients);
  });
}

/** What can be had without differences of the loss. */
function* carryAll(
  base: Base,
  checks: readonly TensorCheck[],
  { settings, memory, helpers }: Problem,
  pace: Pace,
): Generator<Progress, void> {
  if ((settings.method !== 'auto' && settings.method !== 'response') || settings.h !== undefined) return;
  const remembered = memory?.begin(base.carrier(), base.cotangent) ?? null;
  const left = settings.method === 'response' ? yield* chainAll(base, checks, pace) : checks;
  const company = new Company(base, helpers);
  try {
    for (const check of left) yield* pace.keep(check, carry(base, check, settings.seed, remembered, company));
  } finally {
    company.part();
  }
}

/** From the output on, each value by those that it moves; gives those of which that does not tell every element. */
function* chainAll(base: Base, checks: readonly TensorCheck[], pace: Pace): Generator<Progress, TensorCheck[]> {
  const chain = new Chain(base);
  const byId = new Map(checks.map((check) => [check.value.id, check]));
  const left: TensorCheck[] = [];
  for (const value of chain.values(checks.map((check) => check.value.id))) {
    const check = byId.get(value.id);
    const charged = check ?? checks[0];
    const isTold = yield* pace.keep(charged, chain.measure(value, check ?? null, charged.line));
    if (!isTold && check) left.push(check);
  }
  return left;
}

/** Elements that two central differences did not decide. */
function* resolveOpen(check: TensorCheck, largest: number, pace: Pace): Generator<Progress, void> {
  for (const flat of check.open(largest)) yield* pace.keep(check, check.resolve(flat, largest));
}

/** When to yield, and what to say then. */
class Pace {
  private readonly total: number;
  /** Of all tensors, since it was last due. */
  private work = 0;

  constructor(private readonly checks: readonly TensorCheck[]) {
    this.total = checks.reduce((sum, { probes }) => sum + probes.order.length, 0);
  }

  isDue({ line }: TensorCheck): boolean {
    this.work += line.work;
    line.work = 0;
    if (this.work < SLICE) return false;
    this.work = 0;
    return true;
  }

  /** Lets work go on, and yields whenever it is time. */
  *keep<T>(check: TensorCheck, steps: Steps<T>): Generator<Progress, T> {
    for (;;) {
      const { done, value } = steps.next();
      if (this.isDue(check)) yield this.progress(check);
      if (done) return value;
    }
  }

  progress({ value }: TensorCheck): Progress {
    const done = this.checks.reduce((sum, { measured }) => sum + measured, 0);
    return { done: Math.min(done, this.total), total: this.total, tensor: value.name };
  }
}

function skipped(graph: Graph, value: Value, gradients: Gradients): CheckedTensor {
  const size = sizeOf(value.shape);
  const gradient = gradients[value.id]?.data ?? null;
  return {
    value,
    layer: layerOf(graph, value),
    status: 'skipped',
    method: null,
    gradient,
    toleranceOf: () => ({ atol: 0, rtol: 0 }),
    stepOf: () => null,
    analytic: gradient ?? new Float64Array(size).fill(NaN),
    numeric: new Float64Array(size).fill(NaN),
    bound: new Float64Array(size).fill(NaN),
    verdicts: new Uint8Array(size),
    suspect: false,
    slopes: new Map(),
  };
}
