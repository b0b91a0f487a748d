// How a tensor may be looked at: as a matrix, or as images where an axis is as long as an image has pixels.

import { MOST_ELEMENTS } from './numbers';
import { flatOf, sizeOf, type Shape } from '../../picture/positions';
import { tileAxes, type Unfold } from './sheet';

/** Without an image of that size in the network, a square of so many pixels is offered. */
const SMALLEST_SIDE = 8;
/** So many tiles are shown at first. */
const MOST_TILES = 64;
/** What has shorter sides is not taken for an image. */
const SMALLEST_IMAGE = 4;

export type ImageSize = readonly [height: number, width: number];

/** The sizes of the images in a network: the last two axes of its tensors of three and more. */
export function imageSizes(shapes: readonly Shape[]): ImageSize[] {
  const sizes = shapes
    .filter((shape) => shape.length > 2)
    .map((shape): ImageSize => [shape[shape.length - 2], shape[shape.length - 1]])
    .filter((size) => size.every((side) => side >= SMALLEST_IMAGE));
  return sizes.filter(([h, w], i) => sizes.findIndex(([y, x]) => y === h && x === w) === i);
}

export interface Offer {
  readonly unfold: Unfold;
  /** The network has images of this size: it is what the person will want to see. */
  readonly known: boolean;
}

/** Which axes of a vector or matrix can be seen as images, those that are known first; of two the last. */
export function imageOffers(shape: Shape, sizes: readonly ImageSize[]): Offer[] {
  if (shape.length === 0 || shape.length > 2) return [];
  const offers = shape.flatMap((extent, axis): Offer[] => {
    const known = sizes.filter(([height, width]) => height * width === extent);
    if (known.length > 0) return known.map(([height, width]) => ({ unfold: { axis, height, width }, known: true }));
    const side = Math.sqrt(extent);
    const isSquare = Number.isInteger(side) && side >= SMALLEST_SIDE;
    return isSquare ? [{ unfold: { axis, height: side, width: side }, known: false }] : [];
  });
  return offers.sort((a, b) => Number(b.known) - Number(a.known) || b.unfold.axis - a.unfold.axis);
}

/** At first as many tiles as can be taken in, those of the last axes before those of the first. */
export function firstHeld(shape: Shape, unfold: Unfold | null): (number | null)[] {
  const held: (number | null)[] = shape.map(() => null);
  const axes = tileAxes({ shape, unfold });
  const inTile = sizeOf(shape.filter((_, axis) => !axes.includes(axis)));
  let tiles = 1;
  for (const axis of axes.reverse()) {
    const more = tiles * shape[axis];
    if (more <= MOST_TILES && (more === tiles || more * inTile <= MOST_ELEMENTS)) tiles = more;
    else held[axis] = 0;
  }
  return held;
}

/** Whether all of a tensor is held at once, whatever part of it is seen. */
export function isHeldWhole(shape: Shape): boolean {
  return sizeOf(shape) <= MOST_ELEMENTS;
}

/** The leading axes that are held, at which index: what is below them lies side by side. */
export function heldPrefix(held: readonly (number | null)[]): number[] {
  const end = held.indexOf(null);
  return (end < 0 ? held : held.slice(0, end)) as number[];
}

/** The flat positions below leading indices. */
export function below(shape: Shape, leading: readonly number[]): { readonly from: number; readonly count: number } {
  const count = sizeOf(shape.slice(leading.length));
  return { from: flatOf(shape.slice(0, leading.length), leading) * count, count };
}
