// Expressions over plain numbers: built into a graph, run, and differentiated.
import { GraphBuilder, type Graph, type ValueId } from '../../../src/engine/graph';
import type { Attributes } from '../../../src/engine/op';
import { backward, forward } from '../../../src/engine/run';
import { filled, fromNested, toNested, type Nested } from '../../../src/engine/tensor';
import {
  ExpressionError,
  defineLayerType,
  inlineLayerType,
  instantiate,
  parseExpression,
  type LayerType,
  type LayerTypeText,
  type Source,
} from '../../../src/network/expressions';

/** A text on a line of its own. */
export function source(text: string, line = 1): Source {
  return {
    text,
    span: (from, to) => ({ line, column: from + 1, endLine: line, endColumn: to + 1 }),
  };
}

export type Tensors = Readonly<Record<string, Nested>>;

export interface Built {
  readonly graph: Graph;
  readonly outputs: ReadonlyMap<string, ValueId>;
}

/** One layer named L, over tensors of the given names. */
export function build(type: LayerType, tensors: Tensors, attributes: Attributes = {}): Built {
  const builder = new GraphBuilder('float64');
  const ids = new Map(
    Object.entries(tensors).map(([name, value]) => [name, builder.source(name, 'input', fromNested(value))]),
  );
  const pick = (names: Iterable<string>) => new Map([...names].map((name) => [name, ids.get(name)!]));
  const given = Object.fromEntries(
    [...type.attributes].map(([name, standard]) => [name, attributes[name] ?? standard]),
  );
  const use = { name: 'L', inputs: pick(type.inputs), attributes: given, params: pick(type.params.keys()) };
  const outputs = instantiate(type, use, builder);
  return { graph: builder.finish([...outputs.values()].at(-1)!), outputs };
}

export function inline(text: string, tensors: Tensors): Built {
  const forward = new Map([['out', parseExpression(source(text))]]);
  return build(inlineLayerType('Expression', Object.keys(tensors), forward), tensors);
}

export function valueOf({ graph, outputs }: Built, output = 'out'): Nested {
  return toNested(forward(graph).values[outputs.get(output)!]);
}

/** What an expression over these tensors gives. */
export function run(text: string, tensors: Tensors = {}): Nested {
  return valueOf(inline(text, tensors));
}

/** The gradient of the sum of the last output's elements. */
export function gradientOf({ graph }: Built, name: string): Nested {
  const tape = forward(graph);
  const cotangent = filled(graph.values[graph.output].shape, 1);
  const gradient = backward(graph, tape, cotangent)[graph.values.find((value) => value.name === name)!.id];
  return toNested(gradient!);
}

/** `Mul L/mul1.out`, in the order of execution. */
export function nodesOf({ graph }: Built): string[] {
  return graph.nodes.map(({ op, result }) => `${op.name} ${graph.values[result].name}`);
}

type Texts = Readonly<Record<string, string>>;

/** A layer type as plain data; every text stands on a line of its own, so that errors can tell them apart. */
export function layerType(parts: {
  inputs?: readonly string[];
  attributes?: Readonly<Record<string, number | undefined>>;
  params?: Readonly<Record<string, readonly (number | string)[]>>;
  let?: Texts;
  forward: string | Texts;
  backward?: Texts;
}): LayerType {
  let line = 0;
  const declared = (name: string) => ({ name, span: { line: ++line, column: 1, endLine: line, endColumn: 2 } });
  const texts = (map: Texts) =>
    Object.entries(map).map(([name, text]) => ({ ...declared(name), source: source(text, line) }));
  const text: LayerTypeText = {
    name: 'Custom',
    inputs: (parts.inputs ?? ['x']).map(declared),
    attributes: Object.entries(parts.attributes ?? {}).map(([name, standard]) =>
      standard === undefined ? declared(name) : { ...declared(name), default: standard },
    ),
    params: Object.entries(parts.params ?? {}).map(([name, shape]) => ({
      ...declared(name),
      shape: shape.map((extent) => (typeof extent === 'number' ? extent : source(extent, line))),
    })),
    let: texts(parts.let ?? {}),
    forward: typeof parts.forward === 'string' ? source(parts.forward, ++line) : texts(parts.forward),
    backward: parts.backward ? texts(parts.backward) : null,
  };
  return defineLayerType(text);
}

/** The mistake of a run; fails where there is none. */
export function mistakeOf(run: () => unknown, what = 'this'): ExpressionError {
  try {
    run();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${what} is no mistake`);
}

export function describeMistake({ code, expected, found, nearest }: ExpressionError): string {
  return `${code}: expected ${expected}, found ${found}${nearest ? `; nearest: ${nearest}` : ''}`;
}
