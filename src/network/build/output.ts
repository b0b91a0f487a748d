// What is differentiated, and its cotangent.

import type { ValueId } from '../../engine/graph';
import { filled, formatShape, sameShape, sizeOf, type Shape, type Tensor } from '../../engine/tensor';
import { fanInOf } from '../tensors/make';
import type { Site } from './site';

/** No tensor of a network has this name, so that its stream of random numbers is its own. */
const UPSTREAM = '.upstream';

/** The value of `loss`, or the last layer's output; null where it is mistaken. */
export function outputOf(site: Site): ValueId | null {
  const { text, scope, mistakes } = site;
  const { layers, loss } = text;
  if (loss === null || layers.length === 0) return null;
  if (loss) {
    const value = scope.resolve(loss, layers.length);
    if (value === null || scope.isLayerOutput(value)) return value;
    return mistakes.add('bad-value', loss.place, "a layer's output", `"${loss.name}"`);
  }
  const last = layers[layers.length - 1];
  const value = scope.get(last.name);
  if (value !== undefined) return value;
  const expected = `"loss" naming one of ${scope.partsOf(last.name).join(', ')}`;
  return mistakes.add('missing-key', { span: last.place.span, layer: last.name }, expected, 'none');
}

/** 1 for a scalar; else `upstream`, or random numbers, never all ones: those hide what sums to 0, as softmax's gradient does. */
export function cotangentOf({ text, tensors, mistakes }: Site, shape: Shape): Tensor | null {
  const { upstream, dtype } = text;
  if (upstream === null) return null;
  const one = sizeOf(shape) === 1;
  if (!upstream)
    return one
      ? filled(shape, 1, dtype)
      : tensors.draw({ kind: 'normal', std: 1 }, UPSTREAM, shape, 1, text.layers[0].whole);
  const value = tensors.make(upstream, UPSTREAM, { shape, fanIn: fanInOf });
  if (!value || sameShape(value.shape, shape)) return value;
  if (one && value.data.length === 1) return { shape, data: value.data };
  const expected = `${formatShape(shape)}, the shape of the output`;
  return mistakes.add('shape-mismatch', upstream.place, expected, formatShape(value.shape));
}
