// Builds a layer that is written as expressions: a subgraph of primitive nodes.

import type { ValueId } from '../../engine/graph';
import type { Attributes } from '../../engine/op';
import { formatShape, sameShape, type Shape } from '../../engine/tensor';
import { orExpressionMistake } from '../describe/expression';
import type { CustomType, LayerText } from '../describe/network-text';
import { instantiate, paramShapes } from '../expressions';
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
    return params && { params, outputs: instantiate(type, { name: layer.name, inputs, attributes, params }, builder) };
  });
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
