// What a network's text tells of its tensors without running it: names and where they stand. A check knows them all.

import { kindOf } from '../network/language/layer-kinds';
import type { LayerEntry, NetworkNames } from '../network/language/name-table';
import { namesOf } from '../network/language/names';
import { memberOf, stringOf, treeOf } from '../network/language/tree';

export interface OutlinedTensor {
  readonly name: string;
  /** In the text. */
  readonly offset: number;
}

export interface Outline {
  readonly network: string;
  readonly tensors: readonly OutlinedTensor[];
}

/** Of a JSON network; `file` is what one without a name is called. */
export function outlineOfJson(text: string, file: string): Outline {
  const names = namesOf(text);
  return {
    network: stringOf(memberOf(treeOf(text), 'name')) ?? file,
    tensors: [
      ...names.sources.map(({ name, at }) => ({ name, offset: at.from })),
      ...names.layers.flatMap((layer) => tensorsOf(layer, names)),
    ],
  };
}

function tensorsOf(layer: LayerEntry, { types }: NetworkNames): OutlinedTensor[] {
  const own = types.find(({ name }) => name === layer.type);
  const params = own?.params ?? kindOf(layer.type)?.params ?? [];
  const outputs = own?.outputs ?? layer.outputs;
  const tensor = (name: string): OutlinedTensor => ({ name: `${layer.name}.${name}`, offset: layer.at.from });
  return [...params, ...(outputs.length > 0 ? outputs : ['out'])].map(tensor);
}

const NETWORK = /\b(?:network|model)\(\s*(['"`])(.*?)\1/;
const INPUT = /\binput\(\s*(['"`])(\w+)\1/g;
const LAYER = /\bname:\s*(['"`])(\w+)\1/g;

/** Of a program, as far as its calls show it. */
export function outlineOfProgram(text: string, file: string): Outline {
  const found = (pattern: RegExp, suffix: string): OutlinedTensor[] =>
    [...text.matchAll(pattern)].map(({ index, 2: name }) => ({ name: name + suffix, offset: index }));
  const tensors = [...found(INPUT, ''), ...found(LAYER, '.out')];
  return {
    network: NETWORK.exec(text)?.[2] ?? file,
    tensors: tensors.filter(({ name }, i) => tensors.findIndex((other) => other.name === name) === i),
  };
}
