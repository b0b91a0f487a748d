// All elements of a tensor, tile by tile: those of one move side by side, through whatever any of them reaches.

import type { Shape } from '../engine/tensor';
import type { Lanes } from './lanes';
import { blocksOf, chooseTiling, countBlocks, type Tiling } from './tiling';
import { RUNS, type Sweep, type Swept, type Told } from './told';

/** The first blocks, ... */
const ALWAYS = 4;
/** ... every so many blocks are run at both steps, and those in which the loss is seen to bend. */
const SAMPLED = 8;

export class TileSweep implements Sweep {
  private points: Int32Array = new Int32Array(0);
  private chosen: Tiling | null = null;

  constructor(
    private readonly lanes: Lanes,
    private readonly shape: Shape,
    /** How far each element is moved first. */
    private readonly steps: Float64Array,
    /** How many times as far then. */
    private readonly wider: number,
  ) {}

  work(wanted: Uint8Array | null): number {
    const { cost } = this.tiling();
    const elements = wanted ? wanted.reduce((sum, one) => sum + one, 0) : this.steps.length;
    return RUNS * elements * cost;
  }

  units(wanted: Uint8Array | null): number {
    return countBlocks(this.shape, this.tiling(), wanted);
  }

  elements(wanted: Uint8Array | null, from: number, to: number): Int32Array {
    const blocks = [...blocksOf(this.shape, this.tiling(), wanted, from, to)];
    const elements = new Int32Array(blocks.reduce((sum, { points }) => sum + points.length, 0));
    let at = 0;
    for (const { points } of blocks) {
      elements.set(points, at);
      at += points.length;
    }
    return elements;
  }

  *run(told: Told, wanted: Uint8Array | null, from = 0, to = Infinity): Generator<Swept, void> {
    const { lanes, wider } = this;
    const tiling = this.tiling();
    const into = new Float64Array(tiling.lanes);
    for (const { points, box, number } of blocksOf(this.shape, tiling, wanted, from, to)) {
      this.points = points;
      lanes.plan(points, box);
      lanes.crossed.fill(0);
      this.move(1, into, told.up);
      lanes.rounding(into);
      this.tell(into, told.rounding);
      if (!lanes.areWhole) {
        lanes.inherited(into);
        this.tell(into, told.inherited);
      }
      this.move(-1, into, told.down);
      if (number < ALWAYS || number % SAMPLED === 0 || points.some((k) => told.bends(k))) {
        this.move(wider, into, told.farUp);
        this.move(-wider, into, told.farDown);
        for (const k of points) told.both[k] = 1;
      }
      for (let lane = 0; lane < points.length; lane++) told.crossed[points[lane]] = lanes.crossed[lane];
      yield { elements: points.length, work: lanes.takeWork() };
    }
  }

  private tiling(): Tiling {
    return (this.chosen ??= chooseTiling(this.lanes, this.shape));
  }

  private move(times: number, into: Float64Array, told: Float64Array): void {
    const { lanes, points, steps } = this;
    for (let lane = 0; lane < points.length; lane++) lanes.moves[lane] = times * steps[points[lane]];
    lanes.run(into);
    this.tell(into, told);
  }

  private tell(from: Float64Array, told: Float64Array): void {
    const { points } = this;
    for (let lane = 0; lane < points.length; lane++) told[points[lane]] = from[lane];
  }
}
