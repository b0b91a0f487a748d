// Between the extent of a value and that of its cotangent: stretching, summing, and lining up what a reduction has left.

import type { AttributeValue } from '../../../engine/op';
import { axesOf } from '../../../engine/ops/axes';
import { sameShape, type Shape } from '../../../engine/tensor';
import type { Ast, Binding } from '../types';
import { LEVEL, asFactor, bracketed, just, number, scaleOf, shapeOf, times, write, type Product } from './product';
import { shapeOfBinding, valueOf, type Names } from './value';

/** A part of an expression by its shape, and the shortest text of a value that has this shape. */
export interface Place {
  readonly shape: Shape;
  like(): string;
}

/** The shortest text of that shape: the part itself, or a name in it. */
export function likeOf(ast: Ast, bindingOf: (ast: Ast) => Binding, names: Names): string {
  const shape = shapeOfBinding(bindingOf(ast));
  const fits = (part: Ast): boolean => {
    const binding = bindingOf(part);
    return binding.kind === 'tensor' && sameShape(binding.term.shape, shape);
  };
  const name = nodesOf(ast).find((part) => part.kind === 'name' && fits(part));
  return bracketed(asFactor(valueOf(name ?? ast, names)), LEVEL.whole);
}

function nodesOf(ast: Ast): Ast[] {
  switch (ast.kind) {
    case 'unary':
      return [ast, ...nodesOf(ast.operand)];
    case 'binary':
      return [ast, ...nodesOf(ast.left), ...nodesOf(ast.right)];
    case 'call':
      return [ast, ...ast.args.flatMap(nodesOf)];
    case 'index':
      return [ast, ...nodesOf(ast.of)];
    default:
      return [ast];
  }
}

/** In the full extent of the value that it is the cotangent of. */
export function expanded(product: Product, place: Place): Product {
  if (sameShape(shapeOf(product), place.shape)) return product;
  return just(`broadcastto(${write(product)}, ${place.like()}.shape)`, place.shape);
}

/** Summed over the axes along which an operand of this shape was broadcast to the place. */
export function reduced(product: Product, place: Place, shape: Shape): Product {
  if (sameShape(shape, place.shape)) return product;
  const { scale, rest } = scaleOf(product);
  const whole = asFactor(expanded(rest, place));
  const leading = place.shape.length - shape.length;
  if (shape.length === 0) return times(scale, just(`sum(${whole.text})`, shape));
  const first = Array.from({ length: leading }, (_, axis) => axis);
  const summed = leading === 0 ? whole.text : `sum(${whole.text}, ${listed(first)})`;
  const left = place.shape.slice(leading);
  const ones = left.flatMap((extent, axis) => (shape[axis] === 1 && extent !== 1 ? [axis] : []));
  return times(scale, just(ones.length === 0 ? summed : `sum(${summed}, ${listed(ones)}, true)`, shape));
}

function listed(axes: readonly number[]): string {
  return axes.length === 1 ? `${axes[0]}` : `[${axes.join(', ')}]`;
}

/** How what a reduction of x has left lines up with x again, and how many elements went into each of it. */
export function alignedWith(x: Place, axis: AttributeValue | undefined, keepDims: boolean) {
  const among = axesOf({ axis }, x.shape.length);
  const extent = (at: number): Product => just(`${x.like()}.shape[${at}]`, []);
  const count = among.reduce((count, isReduced, at) => (isReduced ? times(count, extent(at)) : count), number(1));
  // Axes that went in front of all others need no place: broadcasting puts them back.
  const fits = keepDims || among.lastIndexOf(true) < among.indexOf(false) || !among.includes(false);
  const shape = x.shape.map((size, at) => (among[at] ? 1 : size));
  const aligned = (product: Product): Product => {
    const { scale, rest } = scaleOf(product);
    if (fits || shapeOf(rest).length === 0) return product;
    const extents = among.map((isReduced, at) => (isReduced ? '1' : write(extent(at))));
    return times(scale, just(`reshape(${write(rest)}, [${extents.join(', ')}])`, shape));
  };
  return { aligned, count };
}
