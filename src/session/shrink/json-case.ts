// A layer of a JSON network by itself, as a network file of its own.

import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import type { Layer } from '../../engine/graph';
import { Lines } from '../../network/json/lines';
import type { Network } from '../../network/types';
import { block, comment, literal, movedTo, type Member } from '../write-network';
import { chosenUpstream, type SmallCase, type Writer } from './small-case';

/** Keys of a layer that are written anew. */
const OWN_KEYS = ['name', 'type', 'inputs', 'params', 'outputs'];

/**
 * Null where the layer is not of a type that the file writes by hand. `output` is the one that is differentiated.
 */
export function jsonWriter(text: string, network: Network, layer: Layer, output: string): Writer | null {
  const content = text.replace(/^\uFEFF/, '');
  const root = parseTree(content, [], { allowTrailingComma: true });
  const type = root && findNodeAtLocation(root, ['layerTypes', layer.type]);
  const node = root && layerNode(content, root, network, layer);
  if (!type || !node || !layer.code) return null;
  const members = membersOf(content, node).filter(([name]) => !OWN_KEYS.includes(name));
  const outputs = [...layer.outputs.keys()];
  const inputName = (operand: string): string => (operand === layer.name ? `${operand}_` : operand);
  return {
    attributes: wholeNumbers(members),
    tensorOf: (operand) => (layer.code!.inputs.includes(operand) ? inputName(operand) : `${layer.name}.${operand}`),
    write(given, remarks) {
      const { inputs, params, attributes } = given;
      const upstream = chosenUpstream(given);
      const layerMembers: Member[] = [
        ['name', JSON.stringify(layer.name)],
        ['type', JSON.stringify(layer.type)],
        ['inputs', inlineNames([...inputs.keys()].map(inputName))],
        ...(outputs.length > 1 ? [['outputs', inlineNames(outputs)] as Member] : []),
        ...members.map(([name, old]): Member => [name, String(attributes.get(name) ?? old)]),
        ...(params.size > 0 ? [['params', block(literals(params, '      '), '      ')] as Member] : []),
      ];
      const several = outputs.length > 1;
      const whole = block([
        ['name', JSON.stringify(`${network.name} ${layer.name}`)],
        ['dtype', JSON.stringify(network.graph.dtype)],
        ['inputs', block(literals(renamed(inputs, inputName), '    '), '  ')],
        ['layerTypes', block([[layer.type, movedTo('    ', slice(content, type))]], '  ')],
        ['layers', `[\n    ${block(layerMembers, '    ')}\n  ]`],
        ...(several ? [['loss', JSON.stringify(`${layer.name}.${output}`)] as Member] : []),
        ...(upstream ? [['upstream', literal(upstream, '  ')] as Member] : []),
      ]);
      return `${remarks.length > 0 ? `${comment(remarks)}\n` : ''}${whole}\n`;
    },
  };
}

/** The layer's object, where the network says that it stands. */
function layerNode(text: string, root: Node, { layerSpans }: Network, { name }: Layer): Node | undefined {
  const span = layerSpans.get(name);
  if (!span) return undefined;
  const start = new Lines(text).offset(span.line, span.column);
  return findNodeAtLocation(root, ['layers'])?.children?.find(({ offset }) => offset === start);
}

function membersOf(text: string, node: Node): Member[] {
  return (node.children ?? []).map(({ children: [key, value] = [] }) => [key.value as string, slice(text, value)]);
}

function slice(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length);
}

function wholeNumbers(members: readonly Member[]): ReadonlyMap<string, number> {
  return new Map(members.map(([name, text]) => [name, Number(text)] as const).filter(([, x]) => x > 0 && x % 1 === 0));
}

function inlineNames(names: readonly string[]): string {
  return names.length === 1 ? JSON.stringify(names[0]) : `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;
}

function renamed(tensors: SmallCase['inputs'], rename: (name: string) => string): SmallCase['inputs'] {
  return new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));
}

function literals(tensors: SmallCase['inputs'], margin: string): Member[] {
  return [...tensors].map(([name, tensor]) => [name, literal(tensor, margin)]);
}
