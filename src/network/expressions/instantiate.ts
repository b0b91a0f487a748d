// From a layer type to the nodes of one layer.

import { graphExpander, type GraphBuilder, type ValueId } from '../../engine/graph';
import type { Attributes, Term } from '../../engine/op';
import { mul } from '../../engine/ops/mul';
import type { Shape } from '../../engine/tensor';
import { bindExpression, compileExpression, evaluateStatic } from './evaluate';
import { neededBy, type LayerType } from './layer-type';
import { mistake } from './tokens';
import type { Binding, Expression, NodeMaker, Scope } from './types';

/** One layer of a type: what its names stand for. */
export interface LayerUse {
  /** The layer's name: its nodes are `name/exp1.out`, its results `name.out`. */
  readonly name: string;
  readonly inputs: ReadonlyMap<string, ValueId>;
  /** With the type's defaults filled in. */
  readonly attributes: Attributes;
  readonly params: ReadonlyMap<string, ValueId>;
}

/** The shapes of a layer's own trainable tensors. Throws ExpressionError where an extent is not a positive integer. */
export function paramShapes(
  type: LayerType,
  inputs: ReadonlyMap<string, Shape>,
  attributes: Attributes,
): ReadonlyMap<string, Shape> {
  const scope = new Map(staticScope(attributes));
  for (const [name, shape] of inputs) scope.set(name, { kind: 'tensor', term: { shape } });
  const extentOf = (extent: number | Expression): number =>
    typeof extent === 'number' ? extent : positiveInteger(extent, scope);
  return new Map([...type.params].map(([name, extents]) => [name, extents.map(extentOf)]));
}

function positiveInteger(expression: Expression, scope: Scope): number {
  const value = evaluateStatic(expression, scope);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw mistake(expression.source, expression.ast, 'a positive integer', JSON.stringify(value));
}

export function staticScope(attributes: Attributes): [string, Binding][] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, { kind: 'static', value }]],
  );
}

/**
 * Adds the nodes of one layer and gives its outputs by name. Nodes are called after the `let` name of their expression
 * where there is one. Throws ExpressionError where shapes do not fit.
 */
export function instantiate(type: LayerType, use: LayerUse, builder: GraphBuilder): ReadonlyMap<string, ValueId> {
  const names = resultNames(type, use.name);
  const { maker, termOf, idOf, made } = layerMaker(type, use.name, builder);
  const scope = new Map(staticScope(use.attributes));
  for (const [name, id] of [...use.inputs, ...use.params]) scope.set(name, { kind: 'tensor', term: termOf(id) });
  // `let` names that only the backward pass uses make no nodes.
  const needed = neededBy(type, type.forward);
  for (const [name, expression] of type.let) {
    if (needed.has(name)) scope.set(name, bindExpression(expression, scope, maker, names.get(name)));
  }
  return new Map(
    [...type.forward].map(([output, expression]) => {
      const name = outputName(use.name, output);
      const term = compileExpression(expression, scope, maker, name);
      // An output that is an input, a constant or another output has no node of its own yet.
      return [output, idOf(made.get(name) ?? maker.apply(mul, [term, maker.constant(1)], {}, name))];
    }),
  );
}

function outputName(layer: string, output: string): string {
  return `${layer}.${output}`;
}

/** What the result of each `let` name is called: where an output is nothing but that name, as the output. */
function resultNames(type: LayerType, layer: string): ReadonlyMap<string, string> {
  const names = new Map([...type.let.keys()].map((name) => [name, `${layer}/${name}.out`]));
  for (const [output, { ast }] of [...type.forward].reverse()) {
    if (ast.kind === 'name' && names.has(ast.name)) names.set(ast.name, outputName(layer, output));
  }
  return names;
}

/** Makes nodes inside a layer; remembers those that were given a name. */
function layerMaker(type: LayerType, layer: string, builder: GraphBuilder) {
  const outputs = new Set([...type.forward.keys()].map((output) => outputName(layer, output)));
  const expander = graphExpander(builder, (node) => {
    let free = node;
    while (type.let.has(free)) free += '_';
    return `${layer}/${free}.out`;
  });
  const made = new Map<string, Term>();
  const maker: NodeMaker = {
    constant: expander.constant,
    apply(op, operands, attributes = {}, name) {
      if (name === undefined) return expander.apply(op, operands, attributes);
      const role = outputs.has(name) ? 'activation' : 'node';
      const term = expander.term(builder.apply(op, operands.map(expander.idOf), attributes, name, role));
      made.set(name, term);
      return term;
    },
  };
  return { maker, made, termOf: expander.term, idOf: expander.idOf };
}
