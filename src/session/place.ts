// Where a fault stands in a network's text: the backward pass that is wrong, where it is written there.

import type { Finding } from '../check/checked';
import type { Span } from '../check/report';
import type { Network } from '../network/types';
import type { CheckResult } from './types';

/** The layer's own text where its backward pass is elsewhere, or is right and was given the wrong cotangent. */
export function placeOfFault(
  { backwardTexts, layerSpans }: Pick<Network, 'backwardTexts' | 'layerSpans'>,
  { layer, input }: Pick<Finding, 'layer' | 'input'>,
): Span | null {
  const whole = layerSpans.get(layer) ?? null;
  const text = backwardTexts.get(layer);
  if (input === null || !text) return whole;
  const written = text.kind === 'method' ? text.method : text.expressions.get(input);
  return written?.span ?? whole;
}

/** Where a tensor is defined by name, else the whole text of its layer. */
export function placeOfTensor(
  { name, layer }: { readonly name: string; readonly layer: string | null },
  { mentions, layerSpans }: Pick<CheckResult, 'mentions' | 'layerSpans'>,
): Span | null {
  const definition = (wanted: string): Span | undefined =>
    mentions.find(({ name, kind }) => kind === 'definition' && name === wanted)?.span;
  return definition(name) ?? (layer === null ? null : (definition(layer) ?? layerSpans[layer] ?? null));
}
