// Guards in a module's code: whenever one of its branches begins to run it calls `TICK` or `MARK`, without a new line.

import type { Branch } from './branches';
import { countBefore } from './search';

/** Names that no person chooses: called where functions and turns of loops begin, and where other branches do. */
export const [TICK, MARK] = ['$gradient_tick', '$gradient_mark'];

export interface Instrumented {
  readonly code: string;
  /** Where an offset of this code was before; what was put in is at the place where it was put. */
  before(offset: number): number;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
  /** Of what is put around a part, the part's other end. */
  readonly other: number;
}

/** An insertion where it has come to stand. */
interface Inserted extends Insertion {
  /** In the new code. */
  readonly from: number;
}

/** `placeAt` says which place of the program an offset of the code is; 0 where none is to be noted. */
export function instrument(
  code: string,
  branches: readonly Branch[],
  placeAt: (offset: number) => number,
): Instrumented {
  const inserted: Inserted[] = [];
  const parts: string[] = [];
  let done = 0;
  let length = 0;
  for (const insertion of branches.flatMap((branch, k) => marksOf(branch, k + 1, placeAt)).sort(inOrder)) {
    const { at, text } = insertion;
    parts.push(code.slice(done, at), text);
    inserted.push({ ...insertion, from: length + at - done });
    length += at - done + text.length;
    done = at;
  }
  return { code: parts.join('') + code.slice(done), before: (offset) => offsetBefore(inserted, offset) };
}

/** At one place what ends comes before what begins; of what ends the inner part comes first, of what begins the outer. */
function inOrder(a: Insertion, b: Insertion): number {
  const ends = ({ at, other }: Insertion): number => (other < at ? 0 : 1);
  return a.at - b.at || ends(a) - ends(b) || b.other - a.other;
}

function marksOf(branch: Branch, number: number, placeAt: (offset: number) => number): Insertion[] {
  const { form, node, opens } = branch;
  const tick = opens === null ? `${MARK}(${number})` : `${TICK}(${placeAt(opens)},${number})`;
  if (form === 'before') return [{ at: node.start, text: `${tick};`, other: node.start }];
  if (node.type === 'BlockStatement') return [{ at: node.start + 1, text: `${tick};`, other: node.start + 1 }];
  const [before, after] = form === 'expression' ? [`(${tick},`, ')'] : [`{${tick};`, '}'];
  return [
    { at: node.start, text: before, other: node.end },
    { at: node.end, text: after, other: node.start },
  ];
}

function offsetBefore(inserted: readonly Inserted[], offset: number): number {
  const last = inserted[countBefore(inserted, ({ from }) => from < offset) - 1];
  if (!last) return offset;
  return last.at + Math.max(0, offset - last.from - last.text.length);
}
