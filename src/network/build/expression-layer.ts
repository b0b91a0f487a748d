// Builds a layer that is written as expressions: a subgraph of primitive nodes.

import type { GraphBuilder, ValueId } from '../../engine/graph';
import type { HandWritten } from '../../engine/hand-written';
import type { Attributes } from '../../engine/op';
import { formatShape, sameShape, zeros, type Shape, type Tensor } from '../../engine/tensor';
import { orExpressionMistake } from '../describe/expression';
import type { CustomType, LayerText } from '../describe/network-text';
import { expressionCode, instantiate, paramShapes } from '../expressions';
import type { Initialiser } from '../tensors/form';
import { fanInOf } from '../tensors/make';
import type { Built } from './layers';
import { initialWeights, type Site } from './site';

export function buildExpressionLayer(
  site: Site,
  layer: LayerText,
  index: number,
  custom: CustomType,
  data: readonly ValueId[],
  attributes: Attributes,
): Built | null {
  const { builder, mistakes } = site;
  const { type } = custom;
  const inputs = new Map(type.inputs.map((name, k) => [name, data[k]]));
  return orExpressionMistake(mistakes, layer.name, () => {
    const params = ownParams(site, layer, index, custom, inputs, attributes);
    if (!params) return null;
    const outputs = instantiate(type, { name: layer.name, inputs, attributes, params }, builder);
    if (!type.backward) return { params, outputs };
    const code = expressionCode(type, attributes);
    tryBackward(code, builder, data, params, outputs);
    return { params, outputs, code };
  });
}

/** Throws ExpressionError where the shapes in it do not fit: the numbers do not matter for that. */
function tryBackward(
  code: HandWritten,
  builder: GraphBuilder,
  data: readonly ValueId[],
  params: Built['params'],
  outputs: Built['outputs'],
): void {
  const like = (id: ValueId): Tensor => zeros(builder.shapeOf(id));
  const results = [...outputs.values()].map(like);
  const own = new Map([...params].map(([name, id]) => [name, like(id)]));
  code.backward({ inputs: data.map(like), params: own, outputs: results, douts: results });
}

function ownParams(
  site: Site,
  layer: LayerText,
  index: number,
  { type, initialisers }: CustomType,
  inputs: ReadonlyMap<string, ValueId>,
  attributes: Attributes,
): ReadonlyMap<string, ValueId> | null {
  const data = new Map([...inputs].map(([name, id]) => [name, site.builder.shapeOf(id)]));
  const params = new Map<string, ValueId>();
  for (const [name, shape] of paramShapes(type, data, attributes)) {
    const initialiser = initialisers.get(name) ?? standard(site, index, shape);
    const fallback = { initialiser, place: layer.typePlace };
    const written = layer.params.get(name);
    const prepared = site.params.prepare(`${layer.name}.${name}`, written, fallback, index);
    if (written && prepared?.shape && !sameShape(prepared.shape, shape)) {
      const place = { span: written.place.span, layer: layer.name, part: name };
      return site.mistakes.add('shape-mismatch', place, formatShape(shape), formatShape(prepared.shape));
    }
    const id = prepared?.make({ shape, fanIn: fanInOf });
    if (id == null) return null;
    params.set(name, id);
  }
  return params;
}

/** Matrices are weights; vectors and scalars are added, and start at 0. */
function standard(site: Site, index: number, shape: Shape): Initialiser {
  return shape.length < 2 ? { kind: 'constant', value: 0 } : initialWeights(site, index);
}
