// What the layers of a network are built with, and what building has in common for all of them.

import type { GraphBuilder, ValueId } from '../../engine/graph';
import type { LayerText, NetworkText } from '../describe/network-text';
import { allOf } from '../json/cursor';
import type { Mistakes } from '../mistakes';
import type { Initialiser } from '../tensors/form';
import type { TensorMaker } from '../tensors/make';
import { indexLayers, inputsOf } from './order';
import type { Params } from './params';
import type { Scope } from './scope';

export interface Site {
  readonly text: NetworkText;
  readonly builder: GraphBuilder;
  readonly scope: Scope;
  readonly tensors: TensorMaker;
  readonly params: Params;
  readonly beforeRelu: ReadonlySet<number>;
  readonly mistakes: Mistakes;
}

/** The values that a layer's inputs name; null where one of them has none. */
export function dataOperands(site: Site, layer: LayerText, index: number): readonly ValueId[] | null {
  const { scope, params, mistakes, text } = site;
  if (layer.inputs !== 'previous') {
    return allOf(
      layer.inputs?.map((reference) => {
        params.settle(reference.name);
        return scope.resolve(reference, index);
      }),
    );
  }
  if (index === 0) {
    return mistakes.add('missing-key', layer.typePlace, '"inputs", as no layer stands before this one', 'none');
  }
  const previous = text.layers[index - 1].name;
  const output = scope.get(previous);
  if (output !== undefined) return allOf([output]);
  const expected = `"inputs", as the layer before this one has several outputs: ${scope.partsOf(previous).join(', ')}`;
  return mistakes.add('missing-key', layer.typePlace, expected, 'none');
}

const RELU_LIKE = ['ReLU', 'LeakyReLU', 'ELU', 'GELU', 'SiLU'];

/** The layers that a ReLU or its like takes its input from. */
export function layersBeforeRelu(layers: readonly LayerText[]): ReadonlySet<number> {
  const indices = indexLayers(layers);
  return new Set(
    layers.flatMap(({ typeName }, index) => (RELU_LIKE.includes(typeName) ? inputsOf(layers, index, indices) : [])),
  );
}

/** Initial values of a layer's weights: He's before ReLU and its like, which halve the variance; else Xavier's. */
export function initialWeights({ beforeRelu }: Site, index: number): Initialiser {
  return { kind: beforeRelu.has(index) ? 'he' : 'xavier' };
}
