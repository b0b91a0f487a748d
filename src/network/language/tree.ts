// The tree of a network's text as far as it is written: whoever types is most of the time in the middle of a mistake.

import { parseTree, type Node } from 'jsonc-parser';
import { valueOffsets } from '../json/escapes';
import { nestedTooDeep } from '../json/parse';
import { LIMITS } from '../limits';

/** A member of an object whose key is written; its value may be missing. */
export interface Member {
  readonly name: string;
  readonly key: Node;
  readonly value: Node | undefined;
  /** The whole of it, from the key to the value. */
  readonly node: Node;
}

/** Undefined where there is nothing, or more than a network may hold. */
export function treeOf(text: string): Node | undefined {
  if (text.length > LIMITS.characters || nestedTooDeep(text) !== null) return undefined;
  return parseTree(text, [], { allowTrailingComma: true });
}

export function membersOf(node: Node | undefined): readonly Member[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap((node) => {
    const [key, value] = node.children ?? [];
    return key ? [{ name: key.value as string, key, value, node }] : [];
  });
}

export function memberOf(node: Node | undefined, name: string): Node | undefined {
  return membersOf(node).find((member) => member.name === name)?.value;
}

export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.type === 'array' ? (node.children ?? []) : [];
}

export function stringOf(node: Node | undefined): string | undefined {
  return node?.type === 'string' ? (node.value as string) : undefined;
}

/** The strings of a node that is one, or a list of them, or an object of them. */
export function stringsIn(node: Node | undefined): readonly Node[] {
  const nodes = node?.type === 'object' ? membersOf(node).map(({ value }) => value) : [node, ...itemsOf(node)];
  return nodes.filter((node) => node?.type === 'string') as Node[];
}

/** Characters [from, to) of a text. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Where characters of a string's value stand in the text. */
export function within(text: string, { offset, length }: Node): (from: number, to: number) => Stretch {
  const at = valueOffsets(text.slice(offset, offset + length));
  return (from, to) => ({ from: offset + at(from), to: offset + at(to) });
}
