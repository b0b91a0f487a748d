// What layers that are written as expressions compute, and the backward passes that they should have, as text.

import type { Graph } from '../../engine/graph';
import type { NetworkText } from '../describe/network-text';
import { derivedBackward } from '../expressions';
import type { Formulas } from '../types';

/** Derived when it is first asked for. */
export function formulasOf(texts: NetworkText['layers'], graph: Graph): (layer: string) => Formulas | null {
  const known = new Map<string, Formulas | null>();
  return (name) => {
    let formulas = known.get(name);
    if (formulas === undefined) known.set(name, (formulas = derive(name, texts, graph)));
    return formulas;
  };
}

function derive(name: string, texts: NetworkText['layers'], { layers, values }: Graph): Formulas | null {
  const text = texts.find((layer) => layer.name === name);
  const layer = layers.find((layer) => layer.name === name);
  if (text?.body?.kind !== 'expressions' || !text.attributes || !layer) return null;
  const { type } = text.body.type;
  const inputs = new Map(type.inputs.map((input, k) => [input, values[layer.operands[k]].shape]));
  return {
    forward: [...type.forward]
      .map(([output, { source }]) => (output === 'out' ? source.text : `${output} = ${source.text}`))
      .join(', '),
    derived: derivedBackward(type, text.attributes, inputs),
  };
}
