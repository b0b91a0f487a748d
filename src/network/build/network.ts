// Builds the network that a text describes.

import { GraphBuilder } from '../../engine/graph';
import type { NetworkText } from '../describe/network-text';
import { nearest } from '../nearest';
import type { Mistakes } from '../mistakes';
import type { Loaded } from '../tensors/load';
import { TensorMaker } from '../tensors/make';
import type { BackwardText, Network, Written } from '../types';
import { withoutLabels } from './differentiable';
import { withoutProbedLabels } from './labels';
import { formulasOf } from './formulas';
import { buildLayers } from './layers';
import { cotangentOf, outputOf } from './output';
import { Params } from './params';
import { Scope } from './scope';
import { layersBeforeRelu, type Site } from './site';
import { trainSettings } from './train';

/** Null where the text has mistakes, all of which are then recorded. */
export function buildNetwork(text: NetworkText, loaded: Loaded, mistakes: Mistakes): Network | null {
  const { name, seed, dtype, check } = text;
  const builder = new GraphBuilder(dtype);
  const scope = new Scope(
    text.layers,
    text.params.map((param) => param.name),
    mistakes,
  );
  const tensors = new TensorMaker(seed, dtype, loaded, mistakes);
  for (const input of text.inputs) {
    const value = input.form && tensors.make(input.form, input.name, null);
    scope.define(input, value && builder.source(input.name, 'input', value));
  }
  const params = new Params(text.params, builder, scope, tensors, mistakes);
  const beforeRelu = layersBeforeRelu(text.layers);
  const site: Site = { text, builder, scope, tensors, params, mistakes, beforeRelu };
  // A layer that could not be built might have implied the shape of a shared param.
  if (buildLayers(site)) params.settle();
  const output = outputOf(site);
  if (output === null) return null;
  const graph = withoutProbedLabels(withoutLabels(builder.finish(output)), seed);
  refuseWithoutGradient(site, graph);
  const cotangent = cotangentOf(site, graph.values[output].shape);
  const train = text.train && trainSettings(site, text.train, graph);
  refuseUnknownTensors(text, graph.values, mistakes);
  if (mistakes.any || !cotangent) return null;
  const layerSpans = new Map(text.layers.map((layer) => [layer.name, layer.whole.span]));
  return {
    name,
    seed,
    graph,
    cotangent,
    check,
    train,
    mentions: scope.mentions,
    layerSpans,
    backwardTexts: backwardTexts(text.layers),
    formulasOf: formulasOf(text.layers, graph),
  };
}

/** Where the gradients of layers are written that write their own. */
function backwardTexts(layers: NetworkText['layers']): Network['backwardTexts'] {
  const texts = new Map<string, BackwardText>();
  for (const { name, body } of layers) {
    const backward = body?.kind === 'expressions' ? body.type.type.backward : null;
    if (!backward) continue;
    const written = [...backward].map(([operand, { source }]): [string, Written] => [
      operand,
      { span: source.span(0, source.text.length), text: source.text },
    ]);
    texts.set(name, { kind: 'expressions', expressions: new Map(written) });
  }
  return texts;
}

/** Of what depends on no input and no param there is nothing to check. */
function refuseWithoutGradient({ text, mistakes }: Site, { values, output }: Network['graph']): void {
  const { name, differentiable } = values[output];
  const place = text.loss?.place ?? text.layers[text.layers.length - 1].typePlace;
  if (!differentiable) mistakes.add('bad-value', place, 'a loss that depends on an input or a param', name);
}

/** A glob may match nothing; a full name that does is misspelt. */
function refuseUnknownTensors({ globs }: NetworkText, values: Network['graph']['values'], mistakes: Mistakes): void {
  const names = values.map(({ name }) => name);
  for (const { name, place } of globs) {
    if (/[*?[{!]/.test(name) || names.includes(name)) continue;
    const expected = 'the name of a tensor, or a pattern with *';
    mistakes.add('unknown-name', place, expected, `"${name}"`, nearest(name, names));
  }
}
