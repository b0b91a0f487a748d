// Builds a layer that is one op: its trainable tensors and masks, then its node.

import type { ValueId } from '../../engine/graph';
import { ShapeError, type Attributes, type Op, type Operand } from '../../engine/op';
import type { Shape } from '../../engine/tensor';
import type { LayerText, ParamText } from '../describe/network-text';
import type { Place } from '../mistakes';
import { fanInOf } from '../tensors/make';
import type { Built } from './layers';
import type { Prepared } from './params';
import { initialWeights, type Site } from './site';

/** An operand that the layer makes itself, and its shape. */
interface Owned {
  readonly operand: Operand;
  readonly shape: Shape;
  readonly prepared: Prepared | null;
}

export function buildOpLayer(
  site: Site,
  layer: LayerText,
  index: number,
  op: Op,
  data: readonly ValueId[],
  attributes: Attributes,
): Built | null {
  const { builder } = site;
  const shapes = data.map((id) => builder.shapeOf(id));
  const owned = orShapeMistake(site, layer, op, () => {
    const plan = planOwned(site, layer, index, op, shapes, attributes);
    if (plan) op.infer([...shapes, ...plan.map(({ shape }) => shape)], attributes);
    return plan;
  });
  if (!owned) return null;
  const operands = [...data];
  const params = new Map<string, ValueId>();
  for (const { operand, shape, prepared } of owned) {
    const id = prepared
      ? prepared.make({ shape, fanIn: operand.fanIn ?? fanInOf })
      : addMask(site, `${layer.name}.${operand.name}`, shape, attributes);
    if (id === null) return null;
    operands.push(id);
    if (prepared) params.set(operand.name, id);
  }
  const result = builder.apply(op, operands, attributes, `${layer.name}.out`, 'activation');
  return { params, outputs: new Map([['out', result]]) };
}

/** The operands that the layer makes itself; null where one is mistaken. */
function planOwned(
  site: Site,
  layer: LayerText,
  index: number,
  op: Op,
  data: readonly Shape[],
  attributes: Attributes,
): readonly Owned[] | null {
  const plan: Owned[] = [];
  for (const operand of op.operands) {
    if (operand.kind === 'data') continue;
    const written = layer.params.get(operand.name);
    // What is known of an operand may follow from the ones before it: a bias is as long as the weights are wide.
    const known = [...data, ...plan.map(({ shape }) => shape)];
    const implied = impliedShape(operand, known, attributes);
    if (implied === null) {
      if (written) refuseAbsent(site, layer, written);
      continue;
    }
    const prepared = operand.kind === 'param' ? prepare(site, layer, index, operand, written) : null;
    if (operand.kind === 'param' && !prepared) return null;
    const shape = prepared?.shape ?? implied;
    if (shape instanceof ShapeError) throw shape;
    plan.push({ operand, shape, prepared });
  }
  return plan;
}

/** Null where the attributes leave the operand out; an error where they do not say enough, which a given value makes good. */
function impliedShape(operand: Operand, known: readonly Shape[], attributes: Attributes): Shape | null | ShapeError {
  try {
    return operand.shape?.(known, attributes) ?? null;
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
}

function prepare(
  site: Site,
  layer: LayerText,
  index: number,
  operand: Operand,
  written: ParamText | undefined,
): Prepared | null {
  const { initial, name } = operand;
  const initialiser =
    initial === 'weights'
      ? initialWeights(site, index)
      : { kind: 'constant' as const, value: initial === 'ones' ? 1 : 0 };
  return site.params.prepare(`${layer.name}.${name}`, written, { initialiser, place: layer.typePlace }, index);
}

function refuseAbsent({ mistakes }: Site, layer: LayerText, { name, place }: ParamText): void {
  mistakes.add(
    'unknown-key',
    { span: place.span, layer: layer.name },
    `no ${name} with these attributes`,
    `a value for ${name}`,
  );
}

function addMask({ builder, tensors }: Site, name: string, shape: Shape, { rate }: Attributes): ValueId {
  return builder.source(name, 'constant', tensors.mask(name, shape, rate as number));
}

function orShapeMistake<T>(site: Site, layer: LayerText, op: Op, run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { operand, expected, found } = error;
    const { span } = placeOf(layer, op, operand);
    return site.mistakes.add('shape-mismatch', { span, layer: layer.name, part: operand }, expected, found);
  }
}

/** Where a layer says what an operand or attribute is. */
function placeOf({ inputs, params, attributePlaces, typePlace }: LayerText, op: Op, operand: string): Place {
  const position = op.operands.findIndex(({ name }) => name === operand);
  const input = inputs !== 'previous' ? inputs?.[position] : undefined;
  return input?.place ?? params.get(operand)?.place ?? attributePlaces.get(operand) ?? typePlace;
}
