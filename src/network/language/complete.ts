// What can be written at a place of a JSON network that its schema cannot know: names of this file, files beside it.

import { getLocation, type JSONPath, type Location } from 'jsonc-parser';
import { expressionAt, wordBefore } from './complete-expression';
import { kindOf } from './layer-kinds';
import { outputsOf, type LayerEntry, type NetworkNames } from './name-table';
import { namesOf } from './names';
import { layerSnippets, tensorSnippets, typeSnippets, type Snippet } from './snippets';
import type { Stretch } from './tree';

export type ProposalKind =
  'input' | 'param' | 'layer' | 'tensor' | 'type' | 'attribute' | 'pattern' | 'function' | 'snippet';

export interface Proposal {
  readonly label: string;
  readonly kind: ProposalKind;
  /** As it is to stand in the text. */
  readonly text: string;
  /** Its text has places to fill in, as `${1:name}`. */
  readonly snippet?: true;
  readonly detail?: string;
}

export interface Proposals {
  /** What is replaced. */
  readonly at: Stretch;
  /** The likeliest first. */
  readonly items: readonly Proposal[];
  /** Files below this folder, relative to the network, are proposed too. */
  readonly folder?: string;
}

const NOTHING: Proposals = { at: { from: 0, to: 0 }, items: [] };

/** `names` are those of the text. */
export function proposalsAt(text: string, offset: number, names: NetworkNames = namesOf(text)): Proposals {
  const location = getLocation(text, offset);
  const at = replaced(text, offset, location);
  const place = placeOf(location);
  if (place.endsWith('/file'))
    return at.quoted ? { at, items: [], folder: folderOf(text.slice(at.from + 1, offset)) } : NOTHING;
  const expression = expressionAt(place, location.path, names);
  if (expression) return at.quoted ? { at: wordBefore(text, at.from, offset), items: expression } : NOTHING;
  // What is already being written is no number and no brace of its own.
  const items = at.quoted || isFree(location) ? itemsAt(place, location.path, names, at.quoted) : [];
  return { at, items };
}

/** `layers/#/inputs`; `=` at the end of a key. */
function placeOf({ path, isAtPropertyKey }: Location): string {
  const parts = path.map((part) => (typeof part === 'number' ? '#' : part));
  return isAtPropertyKey ? `${parts.slice(0, -1).join('/')}=` : parts.join('/');
}

/** The string that the cursor is in, up to its end, or nothing. A string without an end is replaced up to the cursor. */
function replaced(text: string, offset: number, { previousNode }: Location): Stretch & { readonly quoted: boolean } {
  const isString = previousNode?.type === 'string' || previousNode?.type === 'property';
  if (!isString || offset <= previousNode.offset || offset > previousNode.offset + previousNode.length)
    return { from: offset, to: offset, quoted: false };
  const end = previousNode.offset + previousNode.length;
  const closed = previousNode.length > 1 && text[end - 1] === '"';
  return { from: previousNode.offset, to: closed ? end : offset, quoted: true };
}

function isFree({ previousNode }: Location): boolean {
  return previousNode === undefined;
}

interface Context {
  readonly names: NetworkNames;
  /** Of the layer that the place is in, or is to be. */
  readonly index: number;
  /** In a string, where nothing but a name can stand. */
  readonly quoted: boolean;
}

const inputsOf = ({ names, index }: Context): readonly Proposal[] => values(names, index);
const layersOf = ({ names }: Context): readonly Proposal[] =>
  values(names, Infinity).filter(({ kind }) => kind === 'layer');
const dataKeys = ({ names: { sources } }: Context): readonly Proposal[] =>
  sources.filter(({ kind }) => kind === 'input').map(({ name }) => proposal(name, 'input'));
const unlessQuoted =
  (snippets: (context: Context) => readonly Snippet[]) =>
  (context: Context): readonly Proposal[] =>
    context.quoted ? [] : snippets(context).map(ofSnippet);
const tensors = unlessQuoted(tensorSnippets);

const ITEMS: readonly (readonly [place: RegExp, items: (context: Context) => readonly Proposal[]])[] = [
  [/^layers\/#\/inputs(?:\/#)?$/, inputsOf],
  [/^(?:loss|train\/scores)$/, layersOf],
  [/^layers\/#\/type$/, ({ names }) => names.types.map(({ name }) => proposal(name, 'type'))],
  [/^layers\/#=$/, attributesOf],
  [/^layers\/#\/params=$/, ({ names, index }) => ownParams(names, index)],
  [/^layers\/#\/params\/\w+$/, sharedParams],
  [/^train\/(?:data|test)=$/, dataKeys],
  [/^check\/tensors\/#$/, ({ names }) => patterns(names)],
  [/^layers\/#$/, unlessQuoted(({ names, index }) => layerSnippets(names, index))],
  [/^layerTypes=$/, unlessQuoted(typeSnippets)],
  [/^(?:inputs|params|train\/(?:data|test))\/\w+$/, tensors],
];

function itemsAt(place: string, path: JSONPath, names: NetworkNames, quoted: boolean): readonly Proposal[] {
  const index = typeof path[1] === 'number' ? path[1] : names.layers.length;
  const [, items] = ITEMS.find(([pattern]) => pattern.test(place)) ?? [];
  return items?.({ names, index, quoted }) ?? [];
}

/** What a layer at an index may take: outputs of the layers before it, the nearest first, inputs, params, owned tensors. */
function values(names: NetworkNames, index: number): readonly Proposal[] {
  const before = names.layers.filter((layer) => layer.index < index).reverse();
  return [
    ...before.flatMap((layer) => outputsOf(names, layer).map((name) => proposal(name, 'layer', layer.type))),
    ...names.sources.map(({ name, kind }) => proposal(name, kind)),
    ...before.flatMap((layer) => ownTensors(names, layer).map((name) => proposal(name, 'tensor', layer.type))),
  ];
}

function ownTensors(names: NetworkNames, { name, type }: LayerEntry): readonly string[] {
  return paramsOf(names, type).map((param) => `${name}.${param}`);
}

function paramsOf({ types }: NetworkNames, type: string): readonly string[] {
  return types.find(({ name }) => name === type)?.params ?? kindOf(type)?.params ?? [];
}

/** Those of a layer type of the file: the built-in ones' are in the schema. */
function attributesOf({ names, index }: Context): readonly Proposal[] {
  const type = names.types.find(({ name }) => name === layerAt(names, index)?.type);
  const keys = [...(type?.attributes ?? []), ...(type && type.params.length > 0 ? ['params'] : [])];
  return keys.map((name) => proposal(name, 'attribute'));
}

function ownParams(names: NetworkNames, index: number): readonly Proposal[] {
  return paramsOf(names, layerAt(names, index)?.type ?? '').map((name) => proposal(name, 'tensor'));
}

function sharedParams({ names, index }: Context): readonly Proposal[] {
  return values(names, index).filter(({ kind }) => kind === 'param' || kind === 'tensor');
}

/** Names as the report spells them, and patterns for all of a layer. */
function patterns(names: NetworkNames): readonly Proposal[] {
  return [
    ...names.sources.map(({ name, kind }) => proposal(name, kind)),
    ...names.layers.flatMap((layer) => [
      proposal(`${layer.name}.*`, 'pattern', layer.type),
      ...ownTensors(names, layer).map((name) => proposal(name, 'tensor', layer.type)),
      ...outputsOf(names, layer).map((name) =>
        proposal(name.includes('.') ? name : `${name}.out`, 'tensor', layer.type),
      ),
    ]),
  ];
}

function layerAt({ layers }: NetworkNames, index: number): LayerEntry | undefined {
  return layers.find((layer) => layer.index === index);
}

function proposal(label: string, kind: ProposalKind, detail?: string): Proposal {
  return { label, kind, text: JSON.stringify(label), ...(detail && { detail }) };
}

function ofSnippet({ label, text, detail }: Snippet): Proposal {
  return { label, kind: 'snippet', text, snippet: true, detail };
}

/** Up to the last part of a path that is being written: `data/` of `data/di`. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
