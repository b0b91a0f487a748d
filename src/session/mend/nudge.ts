// Moves samples that are written in a network's text off a kink: a little, one after the other, as long as the check says
// that it helps.

import type { Node } from 'jsonc-parser';
import type { Checked } from '../../check/checked';
import type { Fix } from '../../check/report';
import { FAIL } from '../../check/verdict';
import { itemsOf, memberOf, treeOf } from '../../network/language/tree';
import { checkOnly } from '../checking';
import { Editing, applied, withoutMark, type Edit } from '../fixes/edits';
import { problemOf } from '../problem';
import { isProgram, read } from '../read';
import { kinksIn, tiesIn } from '../ties';
import { t } from '../translate';
import type { Ask, Tie, Work } from '../types';

/** All of a network together may take so long. */
const BUDGET_MS = 400;
/** Of a number, or of 1 where that is larger. */
const STEP = 1e-3;

/** Null where no sample stands in the text, or none helps. */
export async function nudge(ask: Ask, work: Work, tie: Omit<Tie, 'fix'>, checked: Checked): Promise<Fix | null> {
  if (isProgram(ask.file)) return null;
  const until = work.now() + BUDGET_MS;
  const editing = new Editing(withoutMark(ask.text));
  const edits: Edit[] = [];
  let left = tie.elements;
  for (const node of samplesAtKinks(editing, checked)) {
    if (work.now() > until) return null;
    const edit = editing.edit(node.offset, node.offset + node.length, moved(node.value as number));
    const now = await tiedAfter(ask, work, [...edits, edit], tie);
    if (now === null || now >= left) continue;
    edits.push(edit);
    left = now;
    if (left === 0) return { title: t('Move the sample off the kink of {0}', tie.layer), edits };
  }
  return null;
}

/** The numbers that stand in the text for elements of inputs at a kink. */
function samplesAtKinks({ content }: Editing, { graph, tensors }: Checked): readonly Node[] {
  const inputs = memberOf(treeOf(content), 'inputs');
  return tensors
    .filter(({ value }) => graph.values[value.id].role === 'input')
    .flatMap((tensor) => {
      const written = memberOf(inputs, tensor.value.name);
      return kinksIn(tensor).flatMap((flat) => elementOf(written, tensor.value.shape, flat) ?? []);
    });
}

function elementOf(written: Node | undefined, shape: readonly number[], flat: number): Node | undefined {
  let node = written;
  let rest = flat;
  for (let axis = 0; axis < shape.length && node; axis++) {
    const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    node = itemsOf(node)[Math.floor(rest / inner)];
    rest %= inner;
  }
  return node?.type === 'number' ? node : undefined;
}

function moved(value: number): string {
  return String(Number((value + STEP * Math.max(1, Math.abs(value))).toPrecision(12)));
}

/** How many elements are tied there with the text so edited; null where that is worse in another way. */
async function tiedAfter(ask: Ask, work: Work, edits: readonly Edit[], tie: Omit<Tie, 'fix'>): Promise<number | null> {
  const text = applied(ask.text, edits);
  const reading = text === null ? null : await read({ ...ask, text }, work);
  if (!reading?.ok) return null;
  const checked = await checkOnly(problemOf(reading.network, ask.settings), work, () => undefined);
  if (checked.tensors.some(({ verdicts }) => verdicts.includes(FAIL))) return null;
  const still = tiesIn(checked).find(({ layer, tensor }) => layer === tie.layer && tensor === tie.tensor);
  return still?.elements ?? 0;
}
