// The name under the cursor: as the check's own reading of the file has it, else from the shape of the text alone.

import { findNodeAtLocation, findNodeAtOffset, getNodePath, parseTree, type Node } from 'jsonc-parser';
import type { Mention } from '../network/types';
import type { Span } from '../protocol/messages';

/** Counts from 1, as spans do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Mentions are right only for the text that was checked. A call that makes a layer is a mention of its params as well. */
export function mentionAt(mentions: readonly Mention[], place: Place): Mention | undefined {
  const byName = mentions.toSorted((a, b) => a.name.length - b.name.length);
  return innermost(byName, ({ span }) => span, place);
}

/** The layer whose text holds the place. */
export function layerAt(layerSpans: Readonly<Record<string, Span>>, place: Place): string | undefined {
  return innermost(Object.keys(layerSpans), (name) => layerSpans[name], place);
}

/** Of those whose text holds the place the one that begins last; the first of those that begin together. */
function innermost<T>(all: readonly T[], spanOf: (one: T) => Span, place: Place): T | undefined {
  return all
    .filter((one) => holds(spanOf(one), place))
    .sort((a, b) => spanOf(b).line - spanOf(a).line || spanOf(b).column - spanOf(a).column)[0];
}

/** A string in a network's text that stands for a tensor or layer, which need not exist. */
export interface NamedPlace {
  /** Null for the type of a layer without a name. */
  readonly name: string | null;
  readonly from: number;
  readonly to: number;
}

export function nameInJson(text: string, offset: number): NamedPlace | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const node = root && findNodeAtOffset(root, offset);
  const name = node?.type === 'string' ? nameOf(node) : undefined;
  return name === undefined ? undefined : { name, from: node!.offset + 1, to: node!.offset + node!.length - 1 };
}

// In a program: the first argument of input(), and the option that names a layer.
const NAMED_IN_PROGRAM = /(?<=\binput\(\s*|\bname:\s*)(['"])(\w+)\1/g;

export function nameInProgram(text: string, offset: number): NamedPlace | undefined {
  for (const { index, 2: name } of text.matchAll(NAMED_IN_PROGRAM)) {
    const [from, to] = [index + 1, index + 1 + name.length];
    if (offset >= from && offset <= to) return { name, from, to };
  }
  return undefined;
}

// Where names stand: the path of keys, `#` for an index, `=` at the end of a key.
const NAME =
  /^(?:(?:inputs|params|train\/(?:data|test))\/\w+=|loss|train\/scores|layers\/#\/(?:name|inputs(?:\/#)?|params\/\w+))$/;
const OWN_PARAM = /^layers\/#\/params\/\w+=$/;
const TYPE = /^layers\/#\/type$/;

function nameOf(node: Node): string | null | undefined {
  const isKey = node.parent?.type === 'property' && node.parent.children?.[0] === node;
  const path = getNodePath(node);
  const place = path.map((part) => (typeof part === 'number' ? '#' : part)).join('/') + (isKey ? '=' : '');
  if (NAME.test(place)) return node.value as string;
  if (!OWN_PARAM.test(place) && !TYPE.test(place)) return undefined;
  const layer = nameOfLayer(node, path[1] as number);
  return TYPE.test(place) || layer === null ? layer : `${layer}.${node.value}`;
}

function nameOfLayer(node: Node, index: number): string | null {
  let root = node;
  while (root.parent) root = root.parent;
  const name: unknown = findNodeAtLocation(root, ['layers', index, 'name'])?.value;
  return typeof name === 'string' ? name : null;
}

function holds({ line, column, endLine, endColumn }: Span, at: Place): boolean {
  const afterStart = at.line > line || (at.line === line && at.column >= column);
  const beforeEnd = at.line < endLine || (at.line === endLine && at.column <= endColumn);
  return afterStart && beforeEnd;
}
