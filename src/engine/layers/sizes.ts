// Sizes that a layer takes from its attributes.

import { ShapeError, type Attributes } from '../op';
import { formatShape, type Shape } from '../tensor';

/** The attribute that gives a trainable tensor its size where the network does not give the tensor itself. */
export function givenSize(attributes: Attributes, attribute: string, operand: string): number {
  const size = attributes[attribute];
  if (typeof size === 'number') return size;
  throw new ShapeError(operand, `the attribute \`${attribute}\`, or a value for ${operand}`, 'neither');
}

/** An extent over height and width: one number stands for both. */
export function heightAndWidth(attributes: Attributes, attribute: string): readonly [number, number] {
  const value = attributes[attribute];
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value)) {
    const [height, width = height] = value as readonly number[];
    if (value.length === 1 || value.length === 2) return [height, width];
  }
  const found = Array.isArray(value) ? `${value.length} numbers` : 'none';
  throw new ShapeError(attribute, 'one number, or two: height and width', found);
}

/** Throws where a tensor that must have a given shape has another. */
export function expectShape(operand: string, expected: Shape, found: Shape): void {
  if (expected.length !== found.length || expected.some((extent, axis) => extent !== found[axis])) {
    throw new ShapeError(operand, formatShape(expected), formatShape(found));
  }
}
