// Layer types written by hand: parsed and checked once, whichever layers use them.

import type { AttributeValue } from '../../engine/op';
import { nearest } from '../nearest';
import { checkNames, parseExpression } from './parse';
import { ExpressionError, type Declared, type Expression, type LayerTypeText, type Source } from './types';

export interface LayerType {
  readonly name: string;
  readonly inputs: readonly string[];
  /** Defaults; undefined where every layer must give a value. */
  readonly attributes: ReadonlyMap<string, AttributeValue | undefined>;
  /** The extents of each trainable tensor. */
  readonly params: ReadonlyMap<string, readonly (number | Expression)[]>;
  /** In an order in which each depends on earlier ones only. */
  readonly let: ReadonlyMap<string, Expression>;
  /** By output; `out` where there is one that is not named. */
  readonly forward: ReadonlyMap<string, Expression>;
  /** By input or param: the code under test. Null where it is derived. */
  readonly backward: ReadonlyMap<string, Expression> | null;
}

/** Throws ExpressionError at the first mistake. */
export function defineLayerType(text: LayerTypeText): LayerType {
  const several = !isSource(text.forward);
  const outputs = isSource(text.forward) ? [] : text.forward;
  refuseRepeated([...text.inputs, ...text.attributes, ...text.params, ...text.let]);
  refuseRepeated([...text.inputs, ...text.attributes, ...text.params, ...outputs]);
  const own = namesOf(text.inputs, text.attributes, text.params);
  const inside = new Set([...own, ...namesOf(text.let)]);
  const outward = several ? outputs.flatMap(({ name }) => [name, `d${name}`]) : ['out', 'dout'];
  const forward = isSource(text.forward) ? [{ name: 'out', source: text.forward }] : text.forward;
  const extents = namesOf(text.inputs, text.attributes);
  return {
    name: text.name,
    inputs: text.inputs.map(({ name }) => name),
    attributes: new Map(text.attributes.map((attribute) => [attribute.name, attribute.default])),
    params: new Map(
      text.params.map(({ name, shape }) => [
        name,
        shape.map((extent) => (typeof extent === 'number' ? extent : parse(extent, extents))),
      ]),
    ),
    let: inOrder(text, parseAll(text.let, inside)),
    forward: parseAll(forward, inside),
    backward: text.backward && backwardOf(text, text.backward, new Set([...inside, ...outward])),
  };
}

/** A layer that is its own type: its inputs are the names of the network that its expressions refer to. */
export function inlineLayerType(
  name: string,
  inputs: readonly string[],
  forward: ReadonlyMap<string, Expression>,
): LayerType {
  const none = new Map<string, never>();
  return { name, inputs, attributes: none, params: none, let: none, forward, backward: null };
}

function isSource(forward: LayerTypeText['forward']): forward is Source {
  return 'text' in forward;
}

function namesOf(...declared: (readonly Declared[])[]): Set<string> {
  return new Set(declared.flat().map(({ name }) => name));
}

function refuseRepeated(declared: readonly Declared[]): void {
  const seen = new Set<string>();
  for (const { name, span } of declared) {
    if (seen.has(name)) throw new ExpressionError('duplicate-name', span, 'names that occur once', name);
    seen.add(name);
  }
}

function parse(source: Source, known: ReadonlySet<string>): Expression {
  const expression = parseExpression(source);
  checkNames(expression, known);
  return expression;
}

function parseAll(
  texts: readonly { readonly name: string; readonly source: Source }[],
  known: ReadonlySet<string>,
): Map<string, Expression> {
  return new Map(texts.map(({ name, source }) => [name, parse(source, known)]));
}

function backwardOf(
  text: LayerTypeText,
  backward: NonNullable<LayerTypeText['backward']>,
  known: ReadonlySet<string>,
): ReadonlyMap<string, Expression> {
  const operands = [...namesOf(text.inputs, text.params)];
  for (const { name, span } of backward) {
    if (operands.includes(name)) continue;
    const expected = `an input or param: ${operands.join(', ')}`;
    throw new ExpressionError('unknown-name', span, expected, name, nearest(name, operands));
  }
  refuseRepeated(backward);
  return parseAll(backward, known);
}

/** Sorts topologically; where the lets depend on each other in a circle, names it. */
function inOrder(text: LayerTypeText, lets: ReadonlyMap<string, Expression>): ReadonlyMap<string, Expression> {
  const ordered = new Map<string, Expression>();
  const visit = (name: string, path: readonly string[]): void => {
    const expression = lets.get(name);
    if (!expression || ordered.has(name)) return;
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(' -> ');
      const { span } = text.let.find((declared) => declared.name === name)!;
      throw new ExpressionError('cycle', span, 'let names that do not depend on themselves', circle);
    }
    for (const used of expression.names.keys()) visit(used, [...path, name]);
    ordered.set(name, expression);
  };
  for (const name of lets.keys()) visit(name, []);
  return ordered;
}

/** The `let` names that expressions use, directly or through others. */
export function neededBy(type: LayerType, expressions: ReadonlyMap<string, Expression>): ReadonlySet<string> {
  const needed = new Set<string>();
  const visit = ({ names }: Expression): void => {
    for (const name of names.keys()) {
      const expression = type.let.get(name);
      if (!expression || needed.has(name)) continue;
      needed.add(name);
      visit(expression);
    }
  };
  for (const expression of expressions.values()) visit(expression);
  return needed;
}
