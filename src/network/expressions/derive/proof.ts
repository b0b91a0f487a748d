// Whether gradients that are written as expressions are those of the graph: on random numbers, at other shapes too.

import { GraphBuilder } from '../../../engine/graph';
import { ShapeError, type Attributes } from '../../../engine/op';
import { randomStream } from '../../../engine/random';
import { NodeError, backward, forward } from '../../../engine/run';
import { sameShape, sizeOf, zeros, type Shape, type Tensor } from '../../../engine/tensor';
import { expressionCode } from '../code';
import { instantiate, paramShapes } from '../instantiate';
import type { LayerType } from '../layer-type';
import { ExpressionError, type Expression } from '../types';

type Shapes = ReadonlyMap<string, Shape>;

/** Larger layers are tried at small sizes alone. */
const MOST_ELEMENTS = 2000;
const RANGES = [
  [-2, 2],
  [0.2, 1.8],
] as const;

/** Those of the gradients that agree with the derived ones wherever they were tried, and that could be tried. */
export function proven(
  type: LayerType,
  attributes: Attributes,
  inputs: Shapes,
  gradients: ReadonlyMap<string, Expression>,
): ReadonlySet<string> {
  const agreed = new Set<string>();
  const wrong = new Set<string>();
  for (const shapes of trials(inputs, attributes)) {
    for (const range of RANGES) {
      const found = trial(type, attributes, shapes, gradients, range);
      for (const [name, agrees] of found ?? []) (agrees ? agreed : wrong).add(name);
    }
  }
  return new Set([...agreed].filter((name) => !wrong.has(name)));
}

/** Other extents in the place of all, or of those that are no attribute's, and the layer's own. */
function trials(inputs: Shapes, attributes: Attributes): Shapes[] {
  const extents = [...new Set([...inputs.values()].flat())].filter((extent) => extent !== 1);
  const renamed = (keep: (extent: number) => boolean, first: number): Shapes => {
    const names = new Map(extents.map((extent, k) => [extent, keep(extent) ? extent : first + k]));
    return new Map([...inputs].map(([name, shape]) => [name, shape.map((extent) => names.get(extent) ?? extent)]));
  };
  const given = new Set(Object.values(attributes));
  const all = [renamed(() => false, 2), renamed((extent) => given.has(extent), 3), inputs];
  return all.filter((shapes) => [...shapes.values()].every((shape) => sizeOf(shape) <= MOST_ELEMENTS));
}

/** By name whether it agrees; null where the layer cannot be of these shapes, or not of these numbers. */
function trial(
  type: LayerType,
  attributes: Attributes,
  inputs: Shapes,
  gradients: ReadonlyMap<string, Expression>,
  [lo, hi]: readonly [number, number],
): ReadonlyMap<string, boolean> | null {
  try {
    const random = randomStream(0, [...inputs.values()].join(' '));
    const drawn = (shape: Shape): Tensor => {
      const tensor = zeros(shape);
      return { shape, data: tensor.data.map(() => lo + (hi - lo) * random.uniform()) };
    };
    const draw = (shapes: Shapes): Map<string, Tensor> =>
      new Map([...shapes].map(([name, shape]) => [name, drawn(shape)]));
    const [values, params] = [draw(inputs), draw(paramShapes(type, inputs, attributes))];
    const { outputs, douts, derived } = derivedGradients(type, attributes, values, params, drawn);
    const code = expressionCode({ ...type, backward: gradients }, attributes);
    const returned = code.backward({ inputs: [...values.values()], params, outputs, douts });
    const found = new Map([...type.inputs.map((name, k) => [name, returned.inputs[k]] as const), ...returned.params]);
    return new Map(
      [...gradients.keys()].flatMap((name) => {
        const expected = derived.get(name);
        if (!expected?.data.every(Number.isFinite)) return [];
        return [[name, agree(found.get(name)!, expected)] as const];
      }),
    );
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof ShapeError || error instanceof NodeError) return null;
    throw error;
  }
}

/** What the graph's own backward pass gives for random cotangents of all outputs together. */
function derivedGradients(
  type: LayerType,
  attributes: Attributes,
  inputs: ReadonlyMap<string, Tensor>,
  params: ReadonlyMap<string, Tensor>,
  draw: (shape: Shape) => Tensor,
) {
  const builder = new GraphBuilder('float64');
  const place = (tensors: ReadonlyMap<string, Tensor>): Map<string, number> =>
    new Map([...tensors].map(([name, value]) => [name, builder.source(name, 'input', value)]));
  const use = { name: type.name, inputs: place(inputs), attributes, params: place(params) };
  const ids = [...instantiate(type, use, builder).values()];
  const tape = forward(builder.finish(ids[0]));
  const outputs = ids.map((id) => tape.values[id]);
  const douts = outputs.map(({ shape }) => draw(shape));
  const passes = ids.map((id, k) => backward(builder.finish(id), tape, douts[k]));
  const derived = new Map(
    [...use.inputs, ...use.params].map(([name, id]) => {
      const sum = zeros(tape.values[id].shape);
      for (const gradients of passes) gradients[id]!.data.forEach((part, i) => (sum.data[i] += part));
      return [name, sum];
    }),
  );
  return { outputs, douts, derived };
}

function agree(found: Tensor, expected: Tensor): boolean {
  if (!sameShape(found.shape, expected.shape)) return false;
  let scale = 1e-3;
  for (const x of expected.data) scale = Math.max(scale, Math.abs(x));
  return expected.data.every((x, i) => Math.abs(x - found.data[i]) <= 1e-9 * scale);
}
