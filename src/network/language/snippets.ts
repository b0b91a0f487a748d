// Parts of a JSON network with places to fill in: layers of every type, a layer type, the ways to make a tensor.

import { LAYER_KINDS, kindOf } from './layer-kinds';
import type { NetworkNames } from './name-table';

export interface Snippet {
  readonly label: string;
  readonly detail: string;
  /** As the editor takes them, with `${1:name}` for what is to be filled in. */
  readonly text: string;
}

/** A layer of each type to stand at an index: those of the file first. */
export function layerSnippets(names: NetworkNames, index: number): readonly Snippet[] {
  const own = names.types.map(({ name, inputs, attributes }) =>
    layer(names, index, name, inputs, Object.fromEntries(attributes.map((attribute) => [attribute, '1']))),
  );
  const builtIn = Object.keys(LAYER_KINDS).map((type) => {
    const { inputs = ['x'], attributes = {} } = kindOf(type)!;
    return layer(names, index, type, inputs, attributes);
  });
  return [...own, ...builtIn, expression(names)];
}

function layer(
  names: NetworkNames,
  index: number,
  type: string,
  operands: readonly string[],
  attributes: Readonly<Record<string, string>>,
): Snippet {
  const { place, next } = places();
  const parts = [`"name": "${place(freeName(names, type))}"`, `"type": "${type}"`];
  const inputs = operands.map((operand, k) => `"${place(inputFor(names, index, operand, k))}"`);
  if (inputs.length > 1) parts.push(`"inputs": [${inputs.join(', ')}]`);
  // Left out, it is the output of the layer before.
  else if (index === 0) parts.push(`"inputs": ${inputs[0]}`);
  for (const [name, example] of Object.entries(attributes)) parts.push(`"${name}": ${place(example)}`);
  return { label: type, detail: operands.join(', '), text: `{ ${parts.join(', ')} }${next}` };
}

function expression(names: NetworkNames): Snippet {
  const { place, next } = places();
  const [name, forward] = [place(freeName(names, 'Expression')), place(`2 * ${names.sources[0]?.name ?? 'x'}`)];
  return {
    label: 'Expression',
    detail: 'forward',
    text: `{ "name": "${name}", "type": "Expression", "forward": "${forward}" }${next}`,
  };
}

export function typeSnippets(): readonly Snippet[] {
  const { place, next } = places();
  const lines = [
    `"${place('Swish')}": {`,
    `\t"inputs": ["x"],`,
    `\t"let": { "s": "${place('1 ./ (1 + exp(-x))')}" },`,
    `\t"forward": "${place('x .* s')}",`,
    `\t"backward": { "x": "${place('dout .* (s + x .* s .* (1 - s))')}" }`,
    `}${next}`,
  ];
  return [{ label: 'layer type', detail: 'forward, backward', text: lines.join('\n') }];
}

export function tensorSnippets(): readonly Snippet[] {
  return [
    { label: 'normal', detail: 'random', text: '{ "shape": [${1:3}, ${2:4}], "normal": ${3:1} }$0' },
    { label: 'uniform', detail: 'random', text: '{ "shape": [${1:3}, ${2:4}], "uniform": [${3:-1}, ${4:1}] }$0' },
    { label: 'constant', detail: 'shape', text: '{ "shape": [${1:3}, ${2:4}], "constant": ${3:0} }$0' },
    { label: 'labels', detail: 'one-hot', text: '{ "labels": [${1:0, 2, 1}], "classes": ${2:3} }$0' },
    { label: 'file', detail: '.npy .npz .csv .idx .json', text: '{ "file": "${1:data.npy}" }$0' },
  ];
}

/** Numbers the places of a snippet in their order. */
function places(): { place(text: string): string; readonly next: '$0' } {
  let count = 0;
  return { place: (text) => `\${${++count}:${text.replace(/[\\$}]/g, '\\$&')}}`, next: '$0' };
}

function freeName({ named }: NetworkNames, type: string): string {
  for (let ordinal = 1; ; ordinal++) if (!named.has(`${type}${ordinal}`)) return `${type}${ordinal}`;
}

/** The first operand is what the layer before gives; others are inputs, by their own name where there is one. */
function inputFor({ layers, sources }: NetworkNames, index: number, operand: string, position: number): string {
  const before = layers.filter((layer) => layer.index < index).at(-1)?.name;
  if (position === 0) return before ?? sources[0]?.name ?? operand;
  return sources.find(({ name }) => name === operand)?.name ?? sources[position]?.name ?? operand;
}
