// A tensor as nested arrays in a .json file.

import { sizeOf, tensor, type Tensor } from '../../engine/tensor';
import { malformed, placeOf } from './error';
import { MAX_RANK, limitElements, textOf } from './limits';
import { rowsOf, type Rows } from './rows';

export function decodeJson(bytes: Uint8Array, wanted: Rows | undefined): Tensor {
  const root = parse(textOf(bytes));
  const shape = shapeOf(root);
  const [from, to] = rowsOf(shape, wanted);
  const part = Array.isArray(root) ? root.slice(from, to) : root;
  if (shape.length > 0) shape[0] = to - from;
  // A shape read off the first elements may promise more than the text holds.
  if (sizeOf(shape) > bytes.length) throw malformed('nested arrays of equal lengths', 'ragged ones');
  limitElements(sizeOf(shape));
  const values = new Float64Array(sizeOf(shape));
  const index: number[] = [];
  let at = 0;
  const fill = (level: unknown, axis: number): void => {
    const fits =
      axis === shape.length ? typeof level === 'number' : Array.isArray(level) && level.length === shape[axis];
    if (!fits) {
      if (axis > 0) index[0] += from;
      const expected = axis === shape.length ? 'a number' : `an array of ${shape[axis]}`;
      throw malformed(expected, kindOf(level) + placeOf(index.slice(0, axis)));
    }
    if (typeof level === 'number') {
      values[at++] = level;
    } else {
      for (index[axis] = 0; index[axis] < shape[axis]; index[axis]++) {
        fill((level as unknown[])[index[axis]], axis + 1);
      }
    }
  };
  fill(part, 0);
  return tensor(shape, values);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw malformed('JSON: a number or nested arrays of numbers', 'text that is not JSON');
    throw error;
  }
}

/** The lengths of the first array at each level. */
function shapeOf(root: unknown): number[] {
  const shape: number[] = [];
  for (let level = root; Array.isArray(level); level = level[0]) {
    if (level.length === 0) throw malformed('at least one element', 'an empty array');
    if (shape.length === MAX_RANK) throw malformed(`at most ${MAX_RANK} axes`, 'more');
    shape.push(level.length);
  }
  return shape;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
