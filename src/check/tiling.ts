// Which elements of a tensor are perturbed side by side.

import { boxSize, copyBox, emptyBox, forEachRun, fullBox, growBox, setElement, type Box } from '../engine/box';
import { flatOf, type Shape } from '../engine/tensor';
import { MOST_LANES, type Lanes } from './lanes';

/** Elements of a tensor that are perturbed side by side: a tile of it, and where its tiles begin. */
export interface Tiling {
  readonly extent: Int32Array;
  readonly lanes: number;
  /** Of one element in one run, roughly in multiplications. */
  readonly cost: number;
}

/** Sizes of a tile along an axis that are tried where the whole axis does not pay. */
const PARTS = [16, 4];

/**
 * The tile whose elements, perturbed together, cost least each. Elements that reach the same box, as a column of weights
 * does, share all of its work; others make the box grow that all of them must go through. One axis at a time.
 */
export function chooseTiling(lanes: Lanes, shape: Shape): Tiling {
  const extent = new Int32Array(shape.length).fill(1);
  let best = costOfTile(lanes, shape, extent);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    let chosen = 1;
    for (const size of [shape[axis], ...PARTS]) {
      if (size <= 1 || size > shape[axis]) continue;
      extent[axis] = size;
      const cost = costOfTile(lanes, shape, extent);
      if (cost >= best) continue;
      [best, chosen] = [cost, size];
      if (size === shape[axis]) break;
    }
    extent[axis] = chosen;
  }
  costOfTile(lanes, shape, extent);
  return { extent, lanes: lanes.atOnce(), cost: best };
}

/** Of a tile in the middle of the tensor, planned for two of its elements and taken for as many lanes as are run at once. */
function costOfTile(lanes: Lanes, shape: Shape, extent: Int32Array): number {
  const tiles = shape.map((size, axis) => Math.ceil(size / extent[axis]));
  const middle = tiles.reduce((tile, count) => tile * count + (count >> 1), 0);
  const box = tileBox(shape, extent, middle);
  const first = flatOf(shape, [...box.lo]);
  const last = flatOf(
    shape,
    Array.from(box.hi, (end) => end - 1),
  );
  lanes.plan(first === last ? Int32Array.of(first) : Int32Array.of(first, last), box);
  return lanes.costPerLane(Math.min(boxSize(box), MOST_LANES));
}

function tileBox(shape: Shape, extent: Int32Array, tile: number): Box {
  const box = fullBox(shape);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const count = Math.ceil(shape[axis] / extent[axis]);
    const at = tile % count;
    box.lo[axis] = at * extent[axis];
    box.hi[axis] = Math.min(shape[axis], box.lo[axis] + extent[axis]);
    tile = (tile - at) / count;
  }
  return box;
}

/** As many elements of a tile as run at once. */
export interface Block {
  /** Among all of the tensor. */
  readonly number: number;
  readonly points: Int32Array;
  readonly box: Box;
}

/** Goes through all tiles, in blocks; `wanted` are the elements asked for, all where null. Gives blocks from .. to. */
export function* blocksOf(
  shape: Shape,
  { extent, lanes }: Tiling,
  wanted: Uint8Array | null,
  from = 0,
  to = Infinity,
): Generator<Block> {
  const tiles = tilesOf(shape, extent);
  let all = new Int32Array(0);
  for (let tile = 0, number = 0; tile < tiles && number < to; tile++) {
    const box = tileBox(shape, extent, tile);
    const size = boxSize(box);
    if (!wanted && number + Math.ceil(size / lanes) <= from) {
      number += Math.ceil(size / lanes);
      continue;
    }
    if (all.length < size) all = new Int32Array(size);
    let count = 0;
    forEachRun(shape, box, (start, length, step) => {
      for (let i = start, k = 0; k < length; k++, i += step) if (!wanted || wanted[i]) all[count++] = i;
    });
    for (let at = 0; at < count; at += lanes, number++) {
      if (number < from || number >= to) continue;
      const points = all.slice(at, Math.min(at + lanes, count));
      yield { number, points, box: points.length * 4 < size ? boxAround(shape, points) : box };
    }
  }
}

export function countBlocks(shape: Shape, tiling: Tiling, wanted: Uint8Array | null): number {
  if (wanted) return [...blocksOf(shape, tiling, wanted)].length;
  const { extent, lanes } = tiling;
  let blocks = 0;
  for (let tile = tilesOf(shape, extent); tile-- > 0;)
    blocks += Math.ceil(boxSize(tileBox(shape, extent, tile)) / lanes);
  return blocks;
}

function tilesOf(shape: Shape, extent: Int32Array): number {
  return shape.reduce((product, size, axis) => product * Math.ceil(size / extent[axis]), 1);
}

function boxAround(shape: Shape, points: Int32Array): Box {
  const box = fullBox(shape);
  const own = emptyBox(shape.length);
  points.forEach((point, k) => {
    setElement(own, shape, point);
    if (k === 0) copyBox(own, box);
    else growBox(box, own);
  });
  return box;
}
