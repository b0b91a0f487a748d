// All elements of a tensor, tile by tile: those of one move side by side, through whatever any of them reaches.

import type { Shape } from '../engine/tensor';
import type { Lanes } from './lanes';
import { blocksOf, chooseTiling } from './tiling';
import type { Sweep, Swept, Told } from './told';

/** The first blocks, ... */
const ALWAYS = 4;
/** ... every so many blocks are run at both steps, and those in which the loss is seen to bend. */
const SAMPLED = 8;

export class TileSweep implements Sweep {
  private points: Int32Array = new Int32Array(0);

  constructor(
    private readonly lanes: Lanes,
    private readonly shape: Shape,
    /** How far each element is moved first. */
    private readonly steps: Float64Array,
    /** How many times as far then. */
    private readonly wider: number,
  ) {}

  *run(told: Told, wanted: Uint8Array | null): Generator<Swept, void> {
    const { lanes, wider } = this;
    const tiling = chooseTiling(lanes, this.shape);
    const into = new Float64Array(tiling.lanes);
    let blocks = 0;
    for (const { points, box } of blocksOf(this.shape, tiling, wanted)) {
      this.points = points;
      lanes.plan(points, box);
      lanes.crossed.fill(0);
      this.move(1, into, told.up);
      lanes.rounding(into);
      this.tell(into, told.rounding);
      lanes.inherited(into);
      this.tell(into, told.inherited);
      this.move(-1, into, told.down);
      if (blocks < ALWAYS || blocks % SAMPLED === 0 || points.some((k) => told.bends(k))) {
        this.move(wider, into, told.farUp);
        this.move(-wider, into, told.farDown);
        for (const k of points) told.both[k] = 1;
      }
      blocks++;
      for (let lane = 0; lane < points.length; lane++) told.crossed[points[lane]] = lanes.crossed[lane];
      yield { elements: points.length, work: lanes.takeWork() };
    }
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
