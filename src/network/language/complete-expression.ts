// What can be written in an expression: the names that it sees, and the functions.

import type { JSONPath } from 'jsonc-parser';
import type { Proposal, ProposalKind } from './complete';
import { LAYER_KINDS } from './layer-kinds';
import { outputsOf, type NetworkNames, type TypeEntry } from './name-table';
import type { Stretch } from './tree';

const INLINE = /^layers\/#\/forward(?:\/\w+)?$/;
const OF_TYPE = /^layerTypes\/\w+\/(?:(forward)(?:\/\w+)?|let\/\w+|(backward)\/\w+|params\/\w+\/shape\/#)$/;

/** Undefined where no expression stands. */
export function expressionAt(place: string, path: JSONPath, names: NetworkNames): readonly Proposal[] | undefined {
  if (INLINE.test(place)) return [...visibleInline(names, path[1] as number), ...functions()];
  const found = OF_TYPE.exec(place);
  const type = found && names.types.find(({ name }) => name === path[1]);
  return type ? [...visibleIn(type, found[2] !== undefined), ...functions()] : undefined;
}

/** What is replaced: the part of a word that is written. */
export function wordBefore(text: string, from: number, offset: number): Stretch {
  const [word] = /[A-Za-z_]?\w*$/.exec(text.slice(from, offset))!;
  return { from: offset - word.length, to: offset };
}

function visibleInline(names: NetworkNames, index: number): readonly Proposal[] {
  const before = names.layers.filter((layer) => layer.index < index).reverse();
  return [
    ...before.flatMap((layer) => outputsOf(names, layer).map((name) => named(name, 'layer'))),
    ...names.sources.map(({ name, kind }) => named(name, kind)),
  ];
}

/** A backward pass sees the outputs and their gradients too. */
function visibleIn({ inputs, attributes, params, lets, outputs }: TypeEntry, backward: boolean): readonly Proposal[] {
  const results = outputs.length > 0 ? outputs : ['out'];
  const passed = backward ? [...results.map((output) => `d${output}`), ...results] : [];
  return [
    ...passed.map((name) => named(name, 'tensor')),
    ...inputs.map((name) => named(name, 'input')),
    ...lets.map((name) => named(name, 'tensor')),
    ...params.map((name) => named(name, 'param')),
    ...attributes.map((name) => named(name, 'attribute')),
  ];
}

function functions(): readonly Proposal[] {
  return Object.keys(LAYER_KINDS).map((type) => named(type.toLowerCase(), 'function'));
}

function named(label: string, kind: ProposalKind): Proposal {
  return { label, kind, text: label };
}
