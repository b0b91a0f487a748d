// The files of data that a network's text names.

import type { Node } from 'jsonc-parser';
import { memberOf, membersOf, stringOf, treeOf, within, itemsOf, type Stretch } from './tree';

export interface FileMention {
  /** Relative to the network, with `/` between its parts. */
  readonly path: string;
  readonly at: Stretch;
}

export function filesOf(text: string): readonly FileMention[] {
  const root = treeOf(text);
  const train = memberOf(root, 'train');
  const sets = [root, root, train, train].map((node, k) => memberOf(node, ['inputs', 'params', 'data', 'test'][k]));
  const layers = itemsOf(memberOf(root, 'layers')).map((layer) => memberOf(layer, 'params'));
  const tensors = [...sets, ...layers].flatMap((set) => membersOf(set).map(({ value }) => value));
  return [...tensors, memberOf(root, 'upstream')].flatMap((tensor) => fileIn(text, memberOf(tensor, 'file')));
}

function fileIn(text: string, node: Node | undefined): readonly FileMention[] {
  const path = stringOf(node);
  return path ? [{ path, at: within(text, node!)(0, path.length) }] : [];
}
