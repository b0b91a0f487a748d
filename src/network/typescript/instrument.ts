// Guards in a module's code: the turns of its loops and the beginnings of its functions call `TICK`, without a new line.

import { countBefore } from './search';
import type { AnyNode, Program } from './syntax';
import { walk } from './syntax';

/** A name that no person chooses. */
export const TICK = '$gradient_tick';

export interface Instrumented {
  readonly code: string;
  /** Where an offset of this code was before; what was put in is at the place where it was put. */
  before(offset: number): number;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** An insertion where it has come to stand. */
interface Inserted extends Insertion {
  /** In the new code. */
  readonly from: number;
}

/** `placeAt` says which place of the program an offset of the code is; 0 where none is to be noted. */
export function instrument(code: string, program: Program, placeAt: (offset: number) => number): Instrumented {
  const inserted: Inserted[] = [];
  const parts: string[] = [];
  let done = 0;
  let length = 0;
  for (const { at, text } of guardsOf(program, placeAt).sort((a, b) => a.at - b.at)) {
    parts.push(code.slice(done, at), text);
    inserted.push({ at, text, from: length + at - done });
    length += at - done + text.length;
    done = at;
  }
  return { code: parts.join('') + code.slice(done), before: (offset) => offsetBefore(inserted, offset) };
}

function guardsOf(program: Program, placeAt: (offset: number) => number): Insertion[] {
  const insertions: Insertion[] = [];
  const wrap = ({ start, end }: AnyNode, before: string, after: string): void => {
    insertions.push({ at: start, text: before }, { at: end, text: after });
  };
  walk(program, (node, parent) => {
    if (!('body' in node) || !isGuarded(node)) return;
    const body = node.body as AnyNode;
    const isMethod = parent?.type === 'MethodDefinition' || parent?.type === 'Property';
    const tick = `${TICK}(${placeAt(isMethod ? parent.start : node.start)})`;
    if (body.type === 'BlockStatement') insertions.push({ at: body.start + 1, text: `${tick};` });
    else if (node.type === 'ArrowFunctionExpression') wrap(body, `(${tick},`, ')');
    else wrap(body, `{${tick};`, '}');
  });
  return insertions;
}

const GUARDED: ReadonlySet<AnyNode['type']> = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

function isGuarded({ type }: AnyNode): boolean {
  return GUARDED.has(type);
}

function offsetBefore(inserted: readonly Inserted[], offset: number): number {
  const last = inserted[countBefore(inserted, ({ from }) => from < offset) - 1];
  if (!last) return offset;
  return last.at + Math.max(0, offset - last.from - last.text.length);
}
