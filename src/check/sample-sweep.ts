// All elements of a param that samples share, sample by sample: only what they move in it is followed, element by element
// as long as each moves one alone, and no further where it moves nothing: an input is 0, a ReLU is closed.

import type { InSample, SampleMoves } from '../engine/difference';
import { DifferenceStep } from '../engine/difference-step';
import type { ValueId } from '../engine/graph';
import type { Moving } from './base';
import { downstream, type Downstream } from './downstream';
import { Lanes, MOST_LANES } from './lanes';
import { floorOf, roundingOf } from './rounding';
import { goApart, sampleBox } from './samples';
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
  if (!first || first.positions.length > 1 || untoldOf(base)[first.node]) return null;
  if (rest.some(({ node }) => graph.nodes[node].operands.includes(id))) return null;
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
    const using = stages.filter(({ node }) => graph.nodes[node].operands.includes(id));
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
  private readonly into = new Float64Array(MOST_LANES);
  /** As many lanes as go through the rest of the network side by side. */
  private readonly atOnce: number;
  /** Where what is run begins and ends in the tensor. */
  private first = 0;
  private end = 0;
  /** How many elements move something in the sample in the middle. */
  private middle: { readonly wanted: Uint8Array | null; readonly count: number } | null = null;

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
    this.lanes.plan(Int32Array.of(0), sampleBox(graph.values[entry.end].shape, 0));
    this.atOnce = this.lanes.atOnce();
  }

  /** By what the sample in the middle moves. */
  work(wanted: Uint8Array | null): number {
    const count = this.countInMiddle(wanted);
    if (count === 0) return 0;
    const { samples } = this.entry;
    return RUNS * samples * count * this.lanes.costPerLane(Math.min(count, this.atOnce));
  }

  /** Of as many elements as fill the lanes in the sample in the middle: fewer would make planning dear. */
  units(wanted: Uint8Array | null): number {
    return Math.max(1, Math.floor(this.countInMiddle(wanted) / this.atOnce));
  }

  elements(wanted: Uint8Array | null, from: number, to: number): Int32Array {
    const [start, end] = [this.startOf(from, wanted), this.startOf(to, wanted)];
    const elements = new Int32Array(end - start);
    let count = 0;
    for (let k = start; k < end; k++) if (wanted?.[k] !== 0) elements[count++] = k;
    return elements.subarray(0, count);
  }

  private startOf(unit: number, wanted: Uint8Array | null): number {
    const { length } = this.steps;
    if (unit === 0 || unit === Infinity) return Math.min(unit, length);
    return Math.min(length, Math.ceil((unit * length) / this.units(wanted)));
  }

  private countInMiddle(wanted: Uint8Array | null): number {
    const { entry, live, middle } = this;
    if (middle?.wanted === wanted) return middle.count;
    const count = entry.inSample(entry.samples >> 1, wanted, live);
    this.middle = { wanted, count };
    return count;
  }

  *run(told: Told, wanted: Uint8Array | null, from = 0, to = Infinity): Generator<Swept, void> {
    const elements = this.elements(wanted, from, to);
    [this.first, this.end] = elements.length > 0 ? [elements[0], elements[elements.length - 1] + 1] : [0, 0];
    const near = elements.length < this.steps.length ? maskOf(elements, this.steps.length) : null;
    yield* this.pass(told, near, 1, told.up, told.down, told.rounding);
    const far = new Uint8Array(this.steps.length);
    for (let i = 0; i < elements.length; i++) {
      const k = elements[i];
      if (k % SAMPLED === 0 || told.bends(k)) far[k] = told.both[k] = 1;
    }
    yield* this.pass(told, far, this.wider, told.farUp, told.farDown, null);
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
      this.enter(sample, wanted, times);
      this.follow(sample, told, rounding);
      yield* this.finish(sample, told, up, down, rounding);
    }
  }

  /** Through the op that has the param. */
  private enter(sample: number, wanted: Uint8Array | null, times: number): void {
    const { live, steps, entry } = this;
    const { elements, factors, up, down } = live;
    const count = (live.count = entry.inSample(sample, wanted, live, this.first, this.end));
    for (let lane = 0; lane < count; lane++) {
      up[lane] = times * steps[elements[lane]] * factors[lane];
      down[lane] = -up[lane];
    }
  }

  /** Through the ops that move one element for each. */
  private follow(sample: number, told: Told, rounding: Float64Array | null): void {
    const { live, entry, base, crossed } = this;
    const { graph, tape } = base.carrier();
    let from = entry.result;
    for (const node of entry.chain) {
      if (rounding) this.addRounding(from, rounding);
      const { op, operands, result } = graph.nodes[node];
      const { count } = live;
      const moves = new Float64Array(count);
      const box = sampleBox(graph.values[from].shape, sample);
      const delta = { box, data: moves, points: live.points.subarray(0, count) };
      const deltas = operands.map((operand) => (operand === from ? delta : null));
      const step = new DifferenceStep(op, tape.calls[node], deltas, count, crossed, (size) => new Float64Array(size));
      const [up, down] = [live.up, live.down].map((own) => {
        moves.set(own.subarray(0, count));
        step.run();
        return step.change!.data.slice();
      });
      this.tellCrossed(crossed, live.elements.subarray(0, count), told);
      const points = step.change!.points!;
      if (rounding) this.addLost(result, points, up, down, rounding);
      live.advance(points, up, down);
      from = result;
    }
  }

  /** Side by side through all that is left. */
  private *finish(
    sample: number,
    told: Told,
    up: Float64Array,
    down: Float64Array,
    rounding: Float64Array | null,
  ): Generator<Swept, void> {
    const { lanes, live, entry, base } = this;
    const box = sampleBox(base.carrier().graph.values[entry.end].shape, sample);
    for (let from = 0; from < live.count; from += this.atOnce) {
      const end = Math.min(live.count, from + this.atOnce);
      const elements = live.elements.subarray(from, end);
      lanes.plan(live.points.subarray(from, end), box);
      this.move(live.up.subarray(from, end), elements, up);
      if (rounding) {
        lanes.rounding(this.into);
        this.add(elements, rounding);
      }
      this.move(live.down.subarray(from, end), elements, down);
      this.tellCrossed(lanes.crossed, elements, told);
      yield { elements: 0, work: lanes.takeWork() };
    }
  }

  private move(moves: Float64Array, elements: Int32Array, told: Float64Array): void {
    this.lanes.moves.set(moves);
    this.lanes.run(this.into);
    this.add(elements, told);
  }

  private add(elements: Int32Array, told: Float64Array): void {
    for (let lane = 0; lane < elements.length; lane++) told[elements[lane]] += this.into[lane];
  }

  /** And forgets it, for those that come next. */
  private tellCrossed(crossed: Uint8Array, elements: Int32Array, told: Told): void {
    for (let lane = 0; lane < elements.length; lane++) if (crossed[lane] !== 0) told.crossed[elements[lane]] = 1;
    crossed.fill(0);
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
