// A layer of expressions whose backward pass is written by hand: the code under test, run over tensors.

import { GraphBuilder, graphExpander, type ValueId } from '../../engine/graph';
import type { HandWritten, PullbackCall } from '../../engine/hand-written';
import type { Attributes, Term } from '../../engine/op';
import { allocateTape, forwardInto, type Tape } from '../../engine/run';
import type { Graph } from '../../engine/graph';
import { copyOf, dtypeOf, type Tensor } from '../../engine/tensor';
import { bindExpression, compileExpression } from './evaluate';
import { instantiate, staticScope } from './instantiate';
import { neededBy, type LayerType } from './layer-type';
import type { Binding, Expression } from './types';

/** Expressions compiled for the shapes of the names in them. */
interface Program {
  readonly graph: Graph;
  readonly tape: Tape;
  /** In the order in which their tensors are given. */
  readonly sources: readonly ValueId[];
  readonly results: ReadonlyMap<string, ValueId>;
}

/** The layer's type must have a backward pass of its own. */
export function expressionCode(type: LayerType, attributes: Attributes): HandWritten {
  const params = [...type.params.keys()];
  const outputs = [...type.forward.keys()];
  const forwards = new Programs();
  const backwards = new Programs();
  return {
    inputs: type.inputs,
    params,
    outputs,
    forward(inputs, own) {
      const given = new Map([...named(type.inputs, inputs), ...own]);
      const { results, tape } = forwards.run(given, (builder, ids) =>
        instantiate(type, { name: type.name, inputs: ids(type.inputs), attributes, params: ids(params) }, builder),
      );
      return outputs.map((output) => copyOf(tape.values[results.get(output)!]));
    },
    backward(call) {
      const given = namesIn(type, call);
      const { results, tape } = backwards.run(given, (builder, ids) =>
        compileBackward(type, attributes, builder, ids([...given.keys()])),
      );
      const gradient = (name: string): Tensor | null => {
        const id = results.get(name);
        return id === undefined ? null : copyOf(tape.values[id]);
      };
      return { inputs: type.inputs.map(gradient), params: new Map(params.map((name) => [name, gradient(name)])) };
    },
    build: (builder, name, inputs, own) =>
      instantiate(
        type,
        {
          name,
          inputs: new Map(type.inputs.map((input, k) => [input, inputs[k].id])),
          attributes,
          params: new Map([...own].map(([param, { id }]) => [param, id])),
        },
        builder,
      ),
    fresh: () => expressionCode(type, attributes),
  };
}

/** What the backward pass of a layer sees. */
function namesIn(type: LayerType, { inputs, params, outputs, douts }: PullbackCall): Map<string, Tensor> {
  const names = [...type.forward.keys()];
  return new Map([
    ...named(type.inputs, inputs),
    ...params,
    ...named(names, outputs),
    ...named(
      names.map((name) => (name === 'out' ? 'dout' : `d${name}`)),
      douts,
    ),
  ]);
}

function named(names: readonly string[], tensors: readonly Tensor[]): [string, Tensor][] {
  return names.map((name, k) => [name, tensors[k]]);
}

/** The nodes of every gradient that is written. Throws ExpressionError where shapes do not fit. */
function compileBackward(
  type: LayerType,
  attributes: Attributes,
  builder: GraphBuilder,
  ids: ReadonlyMap<string, ValueId>,
): ReadonlyMap<string, ValueId> {
  const expander = graphExpander(builder, (node) => node);
  const scope = new Map<string, Binding>(staticScope(attributes));
  for (const [name, id] of ids) scope.set(name, { kind: 'tensor', term: expander.term(id) });
  const needed = neededBy(type, type.backward!);
  for (const [name, expression] of type.let) {
    if (needed.has(name)) scope.set(name, bindExpression(expression, scope, expander));
  }
  const compiled = (expression: Expression): Term => compileExpression(expression, scope, expander);
  return new Map([...type.backward!].map(([name, expression]) => [name, expander.idOf(compiled(expression))]));
}

type Compile = (
  builder: GraphBuilder,
  ids: (names: readonly string[]) => ReadonlyMap<string, ValueId>,
) => ReadonlyMap<string, ValueId>;

/** Compiles once for all shapes that come by. */
class Programs {
  private readonly known = new Map<string, Program>();

  run(given: ReadonlyMap<string, Tensor>, compile: Compile): Program {
    const tensors = [...given.values()];
    const dtype = tensors.length > 0 ? dtypeOf(tensors[0]) : 'float64';
    const key = `${dtype} ${tensors.map(({ shape }) => shape.join()).join(' ')}`;
    let program = this.known.get(key);
    if (!program) this.known.set(key, (program = compiled(given, dtype, compile)));
    const { graph, tape, sources } = program;
    tensors.forEach(({ data }, k) => tape.values[sources[k]].data.set(data));
    forwardInto(graph, tape);
    return program;
  }
}

function compiled(given: ReadonlyMap<string, Tensor>, dtype: Graph['dtype'], compile: Compile): Program {
  const builder = new GraphBuilder(dtype);
  const ids = new Map([...given].map(([name, value]) => [name, builder.source(name, 'input', value)]));
  const results = compile(builder, (names) => new Map(names.map((name) => [name, ids.get(name)!])));
  const graph = builder.finish(0);
  return { graph, tape: allocateTape(graph), sources: [...ids.values()], results };
}
