// One layer by itself: what it is given, what comes back to it, and the ways in which that can be made smaller.

import { Lines } from '../../network/json/lines';
import type { Span } from '../../engine/span';
import { flatOf, indexOf, sizeOf, zeros, type Shape, type Tensor } from '../../engine/tensor';

export interface SmallCase {
  /** By the layer's own names. */
  readonly inputs: ReadonlyMap<string, Tensor>;
  readonly params: ReadonlyMap<string, Tensor>;
  /** Those that are whole numbers, which may be extents. */
  readonly attributes: ReadonlyMap<string, number>;
  /** The cotangent of its output; null where it is not chosen yet. */
  readonly upstream: Tensor | null;
}

/** Writes a layer with whatever it is given. */
export interface Writer {
  /** Whole-number attributes, which may be extents. */
  readonly attributes: ReadonlyMap<string, number>;
  write(given: SmallCase, remarks: readonly string[]): string;
  /** The report's name of an input or param of the layer in the network that is written. */
  tensorOf(operand: string): string;
}

/** One extent of the case: an axis of an operand, or an attribute. */
export interface Extent {
  readonly part: 'inputs' | 'params' | 'attributes';
  readonly name: string;
  readonly axis: number;
  readonly size: number;
}

export function extentsOf({ inputs, params, attributes }: SmallCase): Extent[] {
  const axes = (part: 'inputs' | 'params', tensors: SmallCase['inputs']): Extent[] =>
    [...tensors].flatMap(([name, { shape }]) => shape.map((size, axis) => ({ part, name, axis, size })));
  const whole = [...attributes].map(([name, size]) => ({ part: 'attributes' as const, name, axis: 0, size }));
  return [...axes('inputs', inputs), ...axes('params', params), ...whole];
}

/** The case with these extents cut to a size; what its output's cotangent would have to be is left open. */
export function withExtents(given: SmallCase, extents: readonly Extent[], size: number): SmallCase {
  const cutAll = (part: Extent['part'], tensors: SmallCase['inputs']): SmallCase['inputs'] =>
    new Map(
      [...tensors].map(([name, tensor]) => {
        const axes = extents.filter((extent) => extent.part === part && extent.name === name).map(({ axis }) => axis);
        return [
          name,
          cut(
            tensor,
            tensor.shape.map((extent, axis) => (axes.includes(axis) ? size : extent)),
          ),
        ];
      }),
    );
  const chosen = new Set(extents.filter(({ part }) => part === 'attributes').map(({ name }) => name));
  return {
    inputs: cutAll('inputs', given.inputs),
    params: cutAll('params', given.params),
    attributes: new Map([...given.attributes].map(([name, value]) => [name, chosen.has(name) ? size : value])),
    upstream: null,
  };
}

/** The leading block. Rows of probabilities stay such: what is left of one is made whole. */
function cut(tensor: Tensor, shape: Shape): Tensor {
  const block = zeros(shape);
  for (let i = 0; i < block.data.length; i++) block.data[i] = tensor.data[flatOf(tensor.shape, indexOf(shape, i))];
  if (holdsProbabilities(tensor)) makeWhole(block);
  return block;
}

/** Rows that are not negative and add up to 1: targets, which layers may count on being so. */
export function holdsProbabilities({ shape, data }: Tensor): boolean {
  return shape.length > 0 && data.every((x) => x >= 0) && rowSums(shape, data).every((sum) => Math.abs(sum - 1) < 1e-6);
}

function rowSums(shape: Shape, data: Tensor['data']): Float64Array {
  const width = shape[shape.length - 1];
  const sums = new Float64Array(data.length / width);
  data.forEach((x, i) => (sums[Math.floor(i / width)] += x));
  return sums;
}

function makeWhole({ shape, data }: Tensor): void {
  const width = shape[shape.length - 1];
  rowSums(shape, data).forEach((sum, row) => {
    if (sum === 0) data[row * width + (row % width)] = 1;
    else for (let i = row * width; i < (row + 1) * width; i++) data[i] /= sum;
  });
}

/** A cotangent of this shape: the leading block of a larger one, otherwise numbers that are easy and all different. */
export function cotangentLike(known: Tensor | null, shape: Shape): Tensor {
  const fits = known?.shape.length === shape.length && shape.every((extent, axis) => extent <= known.shape[axis]);
  return fits ? cut(known, shape) : { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => i + 2) };
}

/** The cotangent, where it is another than what a network has without one: 1 for a scalar. */
export function chosenUpstream({ upstream }: SmallCase): Tensor | null {
  return upstream?.data.length === 1 && upstream.data[0] === 1 ? null : upstream;
}

/** Every tensor of the case, under a name that is its own. */
export function tensorsOf({ inputs, params, upstream }: SmallCase): ReadonlyMap<string, Tensor> {
  return new Map([
    ...[...inputs].map(([name, tensor]) => [`inputs ${name}`, tensor] as const),
    ...[...params].map(([name, tensor]) => [`params ${name}`, tensor] as const),
    ...(upstream ? [['upstream', upstream] as const] : []),
  ]);
}

/** The case with other tensors under the names of `tensorsOf`. */
export function withTensors(given: SmallCase, tensors: ReadonlyMap<string, Tensor>): SmallCase {
  const replace = (part: string, all: SmallCase['inputs']): SmallCase['inputs'] =>
    new Map([...all].map(([name, tensor]) => [name, tensors.get(`${part} ${name}`) ?? tensor]));
  return {
    ...given,
    inputs: replace('inputs', given.inputs),
    params: replace('params', given.params),
    upstream: tensors.get('upstream') ?? given.upstream,
  };
}

export function textOf(text: string, { line, column, endLine, endColumn }: Span): string {
  const lines = new Lines(text);
  return text.slice(lines.offset(line, column), lines.offset(endLine, endColumn));
}
