// Axes and positions as attributes: counted from 0, or from the end where negative, as in NumPy.

import { ShapeError, type Attributes, type AttributeValue } from '../op';

/** Throws ShapeError where there is no such axis. */
export function axisOf(axis: AttributeValue | undefined, rank: number): number {
  if (typeof axis !== 'number' || axis < -rank || axis >= rank) {
    const expected = rank === 0 ? 'no axis, for a scalar' : `an axis in ${-rank}..${rank - 1}`;
    throw new ShapeError('axis', expected, String(axis));
  }
  return axis < 0 ? axis + rank : axis;
}

/** A list of integers that may be given as a single one. */
export function integersOf(attributes: Attributes, name: string): readonly number[] {
  const value = attributes[name];
  return typeof value === 'number' ? [value] : (value as readonly number[]);
}

/** For each axis whether it is among those that `attributes.axis` names; all are where it is left out. */
export function axesOf(attributes: Attributes, rank: number): readonly boolean[] {
  const among = new Array<boolean>(rank).fill(attributes.axis === undefined);
  if (attributes.axis === undefined) return among;
  for (const given of integersOf(attributes, 'axis')) {
    const axis = axisOf(given, rank);
    if (among[axis]) throw new ShapeError('axis', 'each axis once', `[${integersOf(attributes, 'axis').join(', ')}]`);
    among[axis] = true;
  }
  return among;
}
