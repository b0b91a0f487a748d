// How the loss moves when elements of one value do, a lane each: the differences are carried from op to op downstream,
// by the ops' own rules. Forward alone; no vjp is ever called from here.

import { boxSize, type Box } from '../engine/box';
import { placeIn, type Delta } from '../engine/difference';
import { DifferenceStep, type Room } from '../engine/difference-step';
import type { Graph, ValueId } from '../engine/graph';
import { sizeOf, type Data, type Shape } from '../engine/tensor';
import type { Moving } from './base';
import { addProducts, addRoundings, addSquares } from './lane-sums';
import { downstream, type Downstream } from './downstream';
import { floorOf, roundingOf } from './rounding';
import type { Carrier } from './transcribed';
import { untoldOf } from './untold';

interface PlannedStep {
  readonly step: DifferenceStep;
  readonly untold: Int32Array | null;
  readonly result: ValueId;
  /** Of the result. */
  readonly shape: Shape;
  /** How often its rounding counts: for itself and for what follows element by element. */
  weight: number;
}

/** More lanes than this do not spread the cost of planning any thinner, and leave the cache. */
export const MOST_LANES = 1024;
/** Of numbers, as many as a step's result may have in all lanes: half of a second-level cache. */
const MOST_NUMBERS = 2 ** 15;
/** As many as all results together may have: 32 MB. */
const MOST_TOGETHER = 2 ** 22;
/** What a step costs besides, in movements of one element; so does the element that starts it all. */
const PER_STEP = 400;
/** What is told of every element. */
const PER_LANE = 4;

/** Where movements are told of, by value: how far the loss moves with each element, and how far off that may be. */
export type Ends = ReadonlyMap<ValueId, End>;

export interface End {
  readonly slope: Data;
  /** Null where the slopes are given. */
  readonly bound: Data | null;
}

/** The loss is the output's elements times their cotangents. */
export function lossAlone({ graph }: Carrier, cotangent: Data): Ends {
  return new Map([[graph.output, { slope: cotangent, bound: null }]]);
}

interface Reading extends End {
  readonly delta: Delta;
  readonly shape: Shape;
}

export class Lanes {
  /** Set by `run`: lanes whose perturbation throws a switch, or moves one that stands at its tie. */
  readonly crossed = new Uint8Array(MOST_LANES);
  /** By lane, how far its element moves: to be written before `run`. */
  readonly moves = new Float64Array(MOST_LANES);
  private readonly stages: readonly Downstream[];
  /** The values by which the loss is told. */
  private readonly told: readonly ValueId[];
  private used = 0;
  private lanes = 0;
  private steps: readonly PlannedStep[] = [];
  private source: Delta | null = null;
  private readings: readonly Reading[] = [];
  private sourceWeight = 1;
  /** In movements of one element. */
  private laneCost = 0;

  /** Whether they go all the way to the loss. */
  readonly areWhole: boolean;
  private readonly ends: Ends;
  private readonly carrier: Carrier;
  private readonly untold: readonly (Int32Array | null)[];
  private work = 0;

  /** Of a value of the carrier, followed as far as the ends; left out, to the loss. */
  constructor(
    private readonly base: Moving,
    private readonly id: ValueId,
    ends?: Ends,
  ) {
    this.carrier = base.carrier();
    this.areWhole = ends === undefined;
    this.ends = ends ?? lossAlone(this.carrier, base.cotangent);
    this.untold = untoldOf(base);
    this.stages = downstream(this.carrier.graph, id, this.ends);
    const { nodes } = this.carrier.graph;
    this.told = [id, ...this.stages.map(({ node }) => nodes[node].result)].filter((value) => this.ends.has(value));
  }

  /** Whether all code on the way has rules. */
  get canCarry(): boolean {
    const { nodes } = this.carrier.graph;
    return this.stages.every(({ node }) => !nodes[node].op.opaque);
  }

  /** The perturbations from here on move these elements, which lie in `box`, one in each lane. */
  plan(points: Int32Array, box: Box): void {
    const { id } = this;
    const { graph, tape } = this.carrier;
    const { untold } = this;
    const { far } = floorOf(this.base);
    this.used = 0;
    this.lanes = points.length;
    const deltas = new Array<Delta | null>(graph.values.length).fill(null);
    this.source = deltas[id] = { box, data: this.moves, points };
    const steps: PlannedStep[] = [];
    const sums = new Map<ValueId, PlannedStep>();
    this.sourceWeight = 1;
    this.laneCost = 0;
    for (const { node, positions } of this.stages) {
      const { op, operands, result } = graph.nodes[node];
      const moving = operands.map((operand, k) => (positions.includes(k) ? deltas[operand] : null));
      if (moving.every((delta) => delta === null)) continue;
      const step = new DifferenceStep(op, tape.calls[node], moving, this.lanes, this.crossed, this.room);
      if (!step.change) continue;
      deltas[result] = step.change;
      const planned = { step, untold: untold[node], shape: graph.values[result].shape, result, weight: 1 };
      steps.push(planned);
      if (step.elementwise < 0 || far) sums.set(result, planned);
      else {
        const before = sums.get(operands[step.elementwise]);
        planned.weight = 0;
        if (before) {
          before.weight++;
          sums.set(result, before);
        } else this.sourceWeight++;
      }
      this.laneCost += costOf(step, moving, tape.calls[node].out.data.length, operands, graph);
    }
    this.steps = steps;
    this.readings = this.readingsOf(deltas);
  }

  /** Writes how far the loss moves in each lane when the elements move by `moves`. */
  run(into: Float64Array): void {
    const { lanes } = this;
    for (const { step: each, untold, shape } of this.steps) {
      each.run();
      if (untold) this.crossUntold(each.change!, untold, shape);
    }
    this.work += lanes * this.costPerLane(lanes);
    into.fill(0, 0, lanes);
    for (const { delta, slope, shape } of this.readings) addProducts(delta, slope, shape, lanes, into);
  }

  /**
   * Writes how far off the last run may be by how far off the ends' slopes are. Those are off by roundings, each for itself:
   * their squares add. Magnitudes would grow by every layer as if all of them were of one sign.
   */
  inherited(into: Float64Array): void {
    const { lanes } = this;
    into.fill(0, 0, lanes);
    for (const { delta, bound, shape } of this.readings) if (bound) addSquares(delta, bound, shape, lanes, into);
    for (let lane = 0; lane < lanes; lane++) into[lane] = Math.sqrt(into[lane]);
  }

  /**
   * Writes what one rounding in every movement of the last run would come to in the loss: the sum over all steps of
   * |gradient| · |movement|. Where these cancel, as a shift does that a normalisation takes out, the loss hardly moves, but
   * its rounding stays. An op that moves element by element has the same sum at both of its ends, but near underflow.
   */
  rounding(into: Float64Array): void {
    const { lanes, steps, moves, id } = this;
    const sensitivity = this.base.sensitivity();
    const { least } = floorOf(this.base);
    const { points } = this.source!;
    const own = this.sourceWeight;
    for (let lane = 0; lane < lanes; lane++) {
      into[lane] = own * roundingOf(sensitivity[id][points![lane]], moves[lane], least[id]);
    }
    for (const { step, shape, result, weight } of steps) {
      if (weight > 0) addRoundings(step.change!, weight, sensitivity[result], least[result], shape, lanes, into);
    }
  }

  /** How many elements of results were moved since it was last taken, for whoever shares out time. */
  takeWork(): number {
    const { work } = this;
    this.work = 0;
    return work;
  }

  /** What one run of so many lanes costs, for each of them. */
  costPerLane(lanes: number): number {
    return ((1 + this.steps.length) * PER_STEP) / lanes + PER_LANE + this.laneCost;
  }

  /** As many lanes as go at once through what is planned. */
  atOnce(): number {
    let [widest, together] = [1, 1];
    for (const { step } of this.steps) {
      const numbers = step.change!.points ? 1 : boxSize(step.change!.box);
      widest = Math.max(widest, numbers);
      together += numbers;
    }
    return Math.max(1, Math.floor(Math.min(MOST_LANES, MOST_NUMBERS / widest, MOST_TOGETHER / together)));
  }

  private crossUntold({ box, points }: Delta, untold: Int32Array, shape: Shape): void {
    for (const flat of untold) {
      if (points) points.forEach((point, lane) => point === flat && (this.crossed[lane] = 1));
      else if (placeIn(box, shape, flat) >= 0) this.crossed.fill(1);
    }
  }

  private readingsOf(deltas: readonly (Delta | null)[]): Reading[] {
    const { values } = this.carrier.graph;
    return this.told.flatMap((id) => {
      const delta = deltas[id];
      return delta ? [{ delta, ...this.ends.get(id)!, shape: values[id].shape }] : [];
    });
  }

  private readonly room: Room = (size) => {
    const at = this.used++;
    const { room } = this.base;
    let buffer = room[at];
    if (!buffer || buffer.length < size) room[at] = buffer = new Float64Array(size);
    return buffer.length === size ? buffer : buffer.subarray(0, size);
  };
}

/** Multiplications, roughly, of one lane. */
function costOf(
  { change }: DifferenceStep,
  moving: readonly (Delta | null)[],
  outSize: number,
  operands: readonly ValueId[],
  graph: Graph,
): number {
  const result = change!.points ? 1 : boxSize(change!.box);
  const read = moving.reduce((sum, delta) => sum + (delta && !delta.points ? boxSize(delta.box) : 1), 0);
  // Of a product of matrices, whose three sizes multiplied are the square of its work, as large a part as moves.
  const sizes = operands.map((id) => sizeOf(graph.values[id].shape));
  const whole = Math.sqrt(
    sizes.reduce((product, size) => product * Math.max(1, size), outSize) / Math.max(1, outSize) ** 2,
  );
  const share = moving.reduce((most, delta, k) => {
    const part = delta ? (delta.points ? 1 : boxSize(delta.box)) / Math.max(1, sizes[k]) : 0;
    return Math.max(most, part);
  }, 0);
  const isProduct = operands.length > 1 && whole > 2;
  return Math.max(result, read) + (isProduct ? result * whole * share : 0);
}
