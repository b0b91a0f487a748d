// Every name in the text of a JSON network and what it stands for, also while the text is half-written. The reader's own
// mentions are right where there are any; a text that cannot be read yet has none.

import type { Node } from 'jsonc-parser';
import { namesInExpression } from './expression-names';
import { NameTable, type LayerEntry, type NetworkNames } from './name-table';
import { itemsOf, memberOf, membersOf, stringOf, stringsIn, treeOf, within, type Stretch } from './tree';
import { readTypeNames } from './type-names';

/** Of the parts of a network that are written so far. */
export function namesOf(text: string): NetworkNames {
  const root = treeOf(text);
  const table = new NameTable(text);
  if (!root) return table.finish();
  for (const { name, key } of membersOf(memberOf(root, 'inputs'))) table.defineGlobal('input', name, key);
  for (const { name, key } of membersOf(memberOf(root, 'params'))) table.defineGlobal('param', name, key);
  for (const { name, key, value } of membersOf(memberOf(root, 'layerTypes'))) readTypeNames(table, name, key, value);
  const layers = itemsOf(memberOf(root, 'layers'));
  // All layers first: what refers to one may stand before it.
  const entries = defineLayers(table, layers);
  layers.forEach((node, index) => entries[index] && readLayerUses(table, node, entries[index]));
  readUses(table, root);
  return table.finish();
}

function defineLayers(table: NameTable, layers: readonly Node[]): readonly (LayerEntry | null)[] {
  const ordinals = new Map<string, number>();
  return layers.map((node, index) => {
    const typeNode = memberOf(node, 'type');
    const nameNode = memberOf(node, 'name');
    const type = stringOf(typeNode);
    const ordinal = (ordinals.get(type ?? '') ?? 0) + 1;
    ordinals.set(type ?? '', ordinal);
    const name = stringOf(nameNode) ?? (!nameNode && type ? `${type}${ordinal}` : undefined);
    const anchor = nameNode ?? typeNode;
    if (name === undefined || !anchor) return null;
    const inside = (node: Node): Stretch => within(table.text, node)(0, (node.value as string).length);
    return table.defineLayer({
      name,
      index,
      type: type ?? '',
      implicit: !nameNode,
      at: inside(anchor),
      typeAt: type !== undefined ? inside(typeNode!) : undefined,
      whole: { from: node.offset, to: node.offset + node.length },
      outputs: type === 'Expression' ? membersOf(memberOf(node, 'forward')).map(({ name }) => name) : [],
    });
  });
}

function readLayerUses(table: NameTable, node: Node, layer: LayerEntry): void {
  const type = memberOf(node, 'type');
  if (type && table.hasType(layer.type)) table.useType(layer.type, type);
  for (const item of stringsIn(memberOf(node, 'inputs'))) table.use(item);
  for (const { name, key, value } of membersOf(memberOf(node, 'params'))) {
    table.part(layer, name, key);
    if (stringOf(value) !== undefined) table.use(value!);
  }
  for (const output of stringsIn(memberOf(node, 'outputs'))) table.part(layer, output.value as string, output);
  if (table.hasType(layer.type)) for (const { name, key } of membersOf(node)) table.attribute(layer.type, name, key);
  if (layer.type !== 'Expression') return;
  const forward = memberOf(node, 'forward');
  for (const { name, key } of membersOf(forward)) table.part(layer, name, key);
  for (const text of stringsIn(forward)) {
    for (const { name, from } of namesInExpression(text.value as string)) {
      const place = within(table.text, text);
      if (table.hasGlobal(name.split('.')[0])) table.useName(name, (start, end) => place(from + start, from + end));
    }
  }
}

/** Outside of layers. */
function readUses(table: NameTable, root: Node): void {
  const train = memberOf(root, 'train');
  for (const node of [memberOf(root, 'loss'), memberOf(train, 'scores')])
    if (stringOf(node) !== undefined) table.use(node!);
  for (const set of ['data', 'test']) {
    for (const { name, key } of membersOf(memberOf(train, set))) table.useKey(name, key);
  }
  for (const glob of stringsIn(memberOf(memberOf(root, 'check'), 'tensors'))) table.use(glob);
}
