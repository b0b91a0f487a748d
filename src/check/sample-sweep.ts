// All elements of a param that samples share, sample by sample: only what they move in it is followed, element by element
// as long as each moves one alone, and no further where it moves nothing: an input is 0, a ReLU is closed.

import { emptyBox, fullBox, type Box } from '../engine/box';
import type { InSample, SampleMoves } from '../engine/difference';
import { DifferenceStep } from '../engine/difference-step';
import type { ValueId } from '../engine/graph';
import type { Moving } from './base';
import { downstream, type Downstream } from './downstream';
import { Lanes, MOST_LANES } from './lanes';
import { floorOf, roundingOf } from './rounding';
import { goApart } from './samples';
import { untoldOf } from './untold';
import { maskOf, RUNS, type Sweep, type Swept, type Told } from './told';

/** One in so many elements is run at both steps, and those along which the loss is seen to bend. */
const SAMPLED = 8;

/** How a param's elements come into the samples. */
export interface Entry {
  readonly inSample: InSample;
  readonly samples: number;
  /** What they move in every sample one element of. */
  readonly result: ValueId;
  /** The nodes by which each of those moves one element again. */
  readonly chain: readonly number[];
  /** What the last of them has moved. */
  readonly end: ValueId;
}

/** Null where the value is not moved through sample by sample, element by element. */
export function entryOf(base: Moving, id: ValueId): Entry | null {
  const carrier = base.carrier();
  const { graph, tape } = carrier;
  const [first, ...rest] = downstream(graph, id);
  if (!first || first.positions.length > 1 || rest.some((stage) => uses(graph.nodes[stage.node].operands, id)))
    return null;
  const { op, result } = graph.nodes[first.node];
  const inSample = op.inSample?.(first.positions[0], tape.calls[first.node]);
  if (!inSample || !goApart(carrier, rest, result)) return null;
  const chain = chainFrom(base, rest, result);
  const end = chain.length === 0 ? result : graph.nodes[chain[chain.length - 1]].result;
  return { inSample, samples: graph.values[result].shape[0], result, chain, end };
}

/** The nodes, one after the other, that are all that uses the value, and move one element for each of its. */
function chainFrom(base: Moving, stages: readonly Downstream[], from: ValueId): number[] {
  const { graph, tape } = base.carrier();
  const chain: number[] = [];
  for (let id = from; id !== graph.output;) {
    const using = stages.filter(({ node }) => uses(graph.nodes[node].operands, id));
    if (using.length !== 1 || using[0].positions.length !== 1) break;
    const { node } = using[0];
    const { op, operands, result } = graph.nodes[node];
    if (op.opaque || untoldOf(base)[node] || tape.values[result].data.length !== tape.values[id].data.length) break;
    if (!op.follow?.(operands.indexOf(id), tape.calls[node], Int32Array.of(0), new Int32Array(1))) break;
    chain.push(node);
    id = result;
  }
  return chain;
}

function uses(operands: readonly ValueId[], id: ValueId): boolean {
  return operands.includes(id);
}

/** What moves in one sample, and how far, up and down. */
class Live implements SampleMoves {
  count = 0;
  readonly elements: Int32Array;
  readonly factors: Float64Array;
  points: Int32Array;
  up: Float64Array;
  down: Float64Array;

  constructor(size: number) {
    this.elements = new Int32Array(size);
    this.factors = new Float64Array(size);
    this.points = new Int32Array(size);
    this.up = new Float64Array(size);
    this.down = new Float64Array(size);
  }

  /** Moves on where others moved to; leaves out what stands still. */
  advance(points: Int32Array, up: Float64Array, down: Float64Array): void {
    let kept = 0;
    for (let lane = 0; lane < this.count; lane++) {
      if (up[lane] === 0 && down[lane] === 0) continue;
      this.elements[kept] = this.elements[lane];
      this.points[kept] = points[lane];
      this.up[kept] = up[lane];
      this.down[kept++] = down[lane];
    }
    this.count = kept;
  }
}

export class SampleSweep implements Sweep {
  private readonly lanes: Lanes;
  private readonly live: Live;
  private readonly crossed: Uint8Array;
  private readonly box: Box;
  private readonly into = new Float64Array(MOST_LANES);
  /** As many lanes as go through the rest of the network side by side. */
  private readonly atOnce: number;
  /** Where what is run begins and ends in the tensor. */
  private first = 0;
  private end = 0;
  /** Worked out before anything is run. */
  private cut: { readonly wanted: Uint8Array | null; readonly units: number } | null = null;

  constructor(
    private readonly base: Moving,
    private readonly entry: Entry,
    /** How far each element is moved first. */
    private readonly steps: Float64Array,
    /** How many times as far then. */
    private readonly wider: number,
  ) {
    const { graph } = base.carrier();
    this.lanes = new Lanes(base, entry.end);
    this.live = new Live(steps.length);
    this.crossed = new Uint8Array(steps.length);
    this.box = emptyBox(graph.values[entry.end].shape.length);
    setSample(this.box, graph.values[entry.end].shape, 0);
    this.lanes.plan(Int32Array.of(0), this.box);
    this.atOnce = this.lanes.atOnce();
  }

  /** By what the sample in the middle moves. */
  work(wanted: Uint8Array | null): number {
    const { entry, lanes, live, box, base } = this;
    const sample = entry.samples >> 1;
    const count = entry.inSample(sample, wanted, live);
    if (count === 0) return 0;
    setSample(box, base.carrier().graph.values[entry.end].shape, sample);
    lanes.plan(live.points.subarray(0, Math.min(count, this.atOnce)), box);
    return RUNS * entry.samples * count * lanes.costPerLane(Math.min(count, this.atOnce));
  }

  /** Of as many elements as fill the lanes in the sample in the middle: fewer would make planning dear. */
  units(wanted: Uint8Array | null): number {
    if (this.cut?.wanted === wanted) return this.cut.units;
    const { entry, live } = this;
    const units = Math.max(1, Math.floor(entry.inSample(entry.samples >> 1, wanted, live) / this.atOnce));
    this.cut = { wanted, units };
    return units;
  }

  elements(wanted: Uint8Array | null, from: number, to: number): Int32Array {
    const share = this.steps.length / this.units(wanted);
    const [start, end] = [Math.ceil(from * share), Math.min(this.steps.length, Math.ceil(to * share))];
    const elements = new Int32Array(end - start);
    let count = 0;
    for (let k = start; k < end; k++) if (wanted?.[k] !== 0) elements[count++] = k;
    return elements.subarray(0, count);
  }

  *run(told: Told, wanted: Uint8Array | null, from = 0, to = Infinity): Generator<Swept, void> {
    const elements = this.elements(wanted, from, to);
    [this.first, this.end] = elements.length > 0 ? [elements[0], elements[elements.length - 1] + 1] : [0, 0];
    const near = elements.length < this.steps.length ? maskOf(elements, this.steps.length) : null;
    yield* this.pass(told, near, 1, told.up, told.down, told.rounding);
    const far = elements.filter((k) => k % SAMPLED === 0 || told.bends(k));
    for (const k of far) told.both[k] = 1;
    yield* this.pass(told, maskOf(far, this.steps.length), this.wider, told.farUp, told.farDown, null);
    yield { elements: elements.length, work: 0 };
  }

  private *pass(
    told: Told,
    wanted: Uint8Array | null,
    times: number,
    up: Float64Array,
    down: Float64Array,
    rounding: Float64Array | null,
  ): Generator<Swept, void> {
    for (let sample = 0; sample < this.entry.samples; sample++) {
      this.enter(sample, wanted, times, rounding);
      this.follow(sample, told, rounding);
      yield* this.finish(sample, told, up, down, rounding);
    }
  }

  /** Through the op that has the param. */
  private enter(sample: number, wanted: Uint8Array | null, times: number, rounding: Float64Array | null): void {
    const { live, steps, entry } = this;
    const { elements, factors, up, down } = live;
    const count = (live.count = entry.inSample(sample, wanted, live, this.first, this.end));
    for (let lane = 0; lane < count; lane++) {
      up[lane] = times * steps[elements[lane]] * factors[lane];
      down[lane] = -up[lane];
    }
    if (rounding && entry.chain.length > 0) this.addRounding(entry.result, rounding);
  }

  /** Through the ops that move one element for each. */
  private follow(sample: number, told: Told, rounding: Float64Array | null): void {
    const { live, entry, base, crossed } = this;
    const { graph, tape } = base.carrier();
    entry.chain.forEach((node, at) => {
      const { op, operands, result } = graph.nodes[node];
      const from = at === 0 ? entry.result : graph.nodes[entry.chain[at - 1]].result;
      const box = sampleBox(graph.values[from].shape, sample);
      const points = live.points.subarray(0, live.count);
      const [up, down] = [live.up, live.down].map((moves) => {
        const delta = { box, data: moves.subarray(0, live.count), points };
        const deltas = operands.map((operand) => (operand === from ? delta : null));
        const step = new DifferenceStep(
          op,
          tape.calls[node],
          deltas,
          live.count,
          crossed,
          (size) => new Float64Array(size),
        );
        step.run();
        return step.change!;
      });
      for (let lane = 0; lane < live.count; lane++) {
        if (crossed[lane] === 0) continue;
        told.crossed[live.elements[lane]] = 1;
        crossed[lane] = 0;
      }
      if (rounding) this.addLost(result, up.points!, up.data, down.data, rounding);
      live.advance(up.points!, up.data, down.data);
      if (rounding && at + 1 < entry.chain.length) this.addRounding(result, rounding);
    });
  }

  /** Side by side through all that is left. */
  private *finish(
    sample: number,
    told: Told,
    up: Float64Array,
    down: Float64Array,
    rounding: Float64Array | null,
  ): Generator<Swept, void> {
    const { lanes, live, into, box, entry, base } = this;
    const { shape } = base.carrier().graph.values[entry.end];
    setSample(box, shape, sample);
    for (let from = 0; from < live.count; from += this.atOnce) {
      const end = Math.min(live.count, from + this.atOnce);
      const count = end - from;
      const elements = live.elements.subarray(from, end);
      lanes.plan(live.points.subarray(from, end), box);
      lanes.crossed.fill(0, 0, count);
      lanes.moves.set(live.up.subarray(from, end));
      lanes.run(into);
      for (let lane = 0; lane < count; lane++) up[elements[lane]] += into[lane];
      if (rounding) {
        lanes.rounding(into);
        for (let lane = 0; lane < count; lane++) rounding[elements[lane]] += into[lane];
      }
      lanes.moves.set(live.down.subarray(from, end));
      lanes.run(into);
      for (let lane = 0; lane < count; lane++) down[elements[lane]] += into[lane];
      for (let lane = 0; lane < count; lane++) if (lanes.crossed[lane] !== 0) told.crossed[elements[lane]] = 1;
      yield { elements: 0, work: lanes.takeWork() };
    }
  }

  /** Of a movement on the way, as Lanes.rounding. */
  private addRounding(id: ValueId, rounding: Float64Array): void {
    const { count, elements, points, up } = this.live;
    const weights = this.base.sensitivity()[id];
    const least = floorOf(this.base).least[id];
    for (let lane = 0; lane < count; lane++) {
      rounding[elements[lane]] += roundingOf(weights[points[lane]], up[lane], least);
    }
  }

  /** Of movements that are followed no further: they may be 0 by underflow. */
  private addLost(id: ValueId, points: Int32Array, up: Float64Array, down: Float64Array, rounding: Float64Array): void {
    const { count, elements } = this.live;
    const weights = this.base.sensitivity()[id];
    const least = floorOf(this.base).least[id];
    for (let lane = 0; lane < count; lane++) {
      if (up[lane] === 0 && down[lane] === 0) rounding[elements[lane]] += roundingOf(weights[points[lane]], 0, least);
    }
  }
}

function sampleBox(shape: readonly number[], sample: number): Box {
  const box = fullBox(shape);
  setSample(box, shape, sample);
  return box;
}

function setSample({ lo, hi }: Box, shape: readonly number[], sample: number): void {
  lo.fill(0);
  hi.set(shape);
  lo[0] = sample;
  hi[0] = sample + 1;
}
