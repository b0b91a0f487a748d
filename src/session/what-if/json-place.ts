// Where a JSON network gives an input or a param.

import type { Node } from 'jsonc-parser';
import { namesOf } from '../../network/language/names';
import { itemsOf, memberOf, membersOf, treeOf } from '../../network/language/tree';
import { mannerAt } from './literal';
import { numbersPlace, stretchOf, type Given, type Place } from './places';

export function placeInJson(content: string, name: string): Place {
  const root = treeOf(content);
  const [owner, part] = name.split('.', 2);
  if (part !== undefined) return placeInLayer(content, root, owner, part);
  const written = memberOf(memberOf(root, 'inputs'), name) ?? memberOf(memberOf(root, 'params'), name);
  return written ? placeOf(written) : { kind: 'none', why: 'not-given' };
}

function placeInLayer(content: string, root: Node | undefined, layer: string, part: string): Place {
  const entry = namesOf(content).layers.find(({ name }) => name === layer);
  const node = entry && itemsOf(memberOf(root, 'layers'))[entry.index];
  if (!node) return { kind: 'none', why: 'not-given' };
  const params = memberOf(node, 'params');
  const written = memberOf(params, part);
  if (written) return placeOf(written);
  const key = JSON.stringify(part);
  return params
    ? added(content, params, (literal) => `${key}: ${literal}`)
    : added(content, node, (literal) => `"params": { ${key}: ${literal} }`);
}

function placeOf(node: Node): Place {
  if (node.type === 'number' || node.type === 'array') return numbersPlace(node);
  const keys = new Set(membersOf(node).map(({ name }) => name));
  if (keys.has('labels')) {
    const labels = itemsOf(memberOf(node, 'labels'));
    return { kind: 'labels', at: (row) => labels[row] && stretchOf(labels[row]), whole: stretchOf(node) };
  }
  const given: Given = keys.has('file') ? 'file' : keys.has('constant') ? 'constant' : 'random';
  return { kind: 'other', given, whole: stretchOf(node) };
}

/** A member more, behind the last: a comma that follows that one stays where it is, behind the new one. */
function added(content: string, object: Node, member: (literal: string) => string): Place {
  const last = membersOf(object).at(-1)?.node;
  const at = last ? last.offset + last.length : object.offset + 1;
  const { indent, newline } = mannerAt(content, last?.offset ?? at);
  const ownLine = last && content.slice(0, last.offset).endsWith(newline + indent);
  const before = last ? `,${ownLine ? newline + indent : ' '}` : ' ';
  const after = last ? '' : ' ';
  return {
    kind: 'other',
    given: 'default',
    whole: { from: at, to: at },
    around: (literal) => before + member(literal) + after,
  };
}
