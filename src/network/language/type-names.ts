// The names inside a layer type of the file: what it declares, and where its expressions use it.

import type { Node } from 'jsonc-parser';
import { namesInExpression } from './expression-names';
import type { NameTable } from './name-table';
import { itemsOf, memberOf, membersOf, stringOf, stringsIn, within, type Member, type Stretch } from './tree';

export function readTypeNames(table: NameTable, name: string, key: Node, body: Node | undefined): void {
  const { text } = table;
  const at = (node: Node): Stretch => within(text, node)(0, (node.value as string).length);
  const inputs = itemsOf(memberOf(body, 'inputs')).filter((node) => stringOf(node) !== undefined);
  const [attributes, params, lets] = ['attributes', 'params', 'let'].map((section) =>
    membersOf(memberOf(body, section)),
  );
  const forward = memberOf(body, 'forward');
  const outputs = membersOf(forward);
  const { offset, length } = key.parent!;
  table.defineType({
    name,
    at: at(key),
    whole: { from: offset, to: offset + length },
    inputs: inputs.map(({ value }) => value as string),
    attributes: attributes.map(({ name }) => name),
    params: params.map(({ name }) => name),
    lets: lets.map(({ name }) => name),
    outputs: outputs.map(({ name }) => name),
  });
  for (const input of inputs) table.defineLocal(name, input.value as string, at(input));
  for (const { name: local, key } of [...attributes, ...params, ...lets, ...outputs])
    table.defineLocal(name, local, at(key));
  const backward = memberOf(body, 'backward');
  for (const { name: operand, key } of membersOf(backward)) table.useLocal(name, operand, at(key));
  for (const output of stringsIn(memberOf(body, 'outputs'))) table.useLocal(name, output.value as string, at(output));
  const texts = [forward, memberOf(body, 'let'), backward, ...params.map(shapeOf)].flatMap(stringsIn);
  for (const node of texts) useNames(table, name, node, outputs);
}

/** A param's extents may be expressions. */
function shapeOf({ value }: Member): Node | undefined {
  return memberOf(value, 'shape');
}

function useNames(table: NameTable, type: string, node: Node, outputs: readonly Member[]): void {
  const place = within(table.text, node);
  for (const { name: written, from } of namesInExpression(node.value as string)) {
    const [name] = written.split('.');
    const to = from + name.length;
    table.useLocal(type, name, place(from, to));
    // `dh` is the gradient of an output `h`.
    if (outputs.some((output) => name === `d${output.name}`)) table.useLocal(type, name.slice(1), place(from + 1, to));
  }
}
