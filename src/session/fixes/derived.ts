// Left out, a gradient is derived: the member `backward` of a layer type, taken out of the file.

import { createScanner, findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import type { Edit, Editing } from './edits';

/** With the comma that belongs to it; comments stay. None where the type has no backward pass of its own. */
export function withoutBackward(editing: Editing, type: string): readonly Edit[] {
  const root = parseTree(editing.content, [], { allowTrailingComma: true });
  const member = root && findNodeAtLocation(root, ['layerTypes', type, 'backward'])?.parent;
  if (!member) return [];
  const siblings = member.parent!.children!;
  return removed(editing, siblings[siblings.indexOf(member) - 1], member);
}

function removed(editing: Editing, previous: Node | undefined, member: Node): readonly Edit[] {
  const { content } = editing;
  const end = member.offset + member.length;
  const comma = commaBehind(content, end);
  if (comma !== null) return [whole(editing, member.offset, comma + 1)];
  const before = previous && commaBehind(content, previous.offset + previous.length);
  if (before == null) return [whole(editing, member.offset, end)];
  // No comment stands between them.
  if (content.slice(before + 1, member.offset).trim() === '') return [editing.edit(before, end, '')];
  return [editing.edit(before, before + 1, ''), whole(editing, member.offset, end)];
}

/** Lines that would be left blank go too; otherwise the blanks up to what follows. */
function whole(editing: Editing, from: number, to: number): Edit {
  const { content } = editing;
  const start = from - /[ \t]*$/.exec(content.slice(0, from))![0].length;
  const [blanks, lineBreak] = /^[ \t]*(\r\n|\r|\n)?/.exec(content.slice(to))!;
  const isOwnLine = lineBreak !== undefined && /^$|[\r\n]$/.test(content.slice(0, start));
  if (isOwnLine) return editing.edit(start, to + blanks.length, '');
  return editing.edit(from, to + blanks.length - (lineBreak?.length ?? 0), '');
}

function commaBehind(content: string, end: number): number | null {
  const scanner = createScanner(content, true);
  scanner.setPosition(end);
  scanner.scan();
  const at = scanner.getTokenOffset();
  return content[at] === ',' ? at : null;
}
