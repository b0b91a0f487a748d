// Moves samples that are written in a network's text off a kink: a little, one after the other, as long as the check says
// that it helps.

import { parseTree, type Node } from 'jsonc-parser';
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
  const until = work.now() + BUDGET_MS;
  const editing = new Editing(withoutMark(ask.text));
  const edits: Edit[] = [];
  let left = tie.elements;
  for (const { from, to, value } of samplesAtKinks(editing, isProgram(ask.file), checked)) {
    if (work.now() > until) return null;
    const edit = editing.edit(from, to, moved(value));
    const now = await tiedAfter(ask, work, [...edits, edit], tie);
    if (now === null || now >= left) continue;
    edits.push(edit);
    left = now;
    if (left === 0) return { title: t('Move the sample off the kink of {0}', tie.layer), edits };
  }
  return null;
}

/** A number in the text. */
interface Sample {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/** The numbers that stand in the text for elements of inputs at a kink. */
function samplesAtKinks({ content }: Editing, program: boolean, { graph, tensors }: Checked): readonly Sample[] {
  const inputs = program ? undefined : memberOf(treeOf(content), 'inputs');
  return tensors
    .filter(({ value }) => graph.values[value.id].role === 'input')
    .flatMap((tensor) => {
      const { name, shape } = tensor.value;
      const kinks = kinksIn(tensor);
      if (kinks.length === 0) return [];
      const [written, start] = program ? givenTo(content, name) : [memberOf(inputs, name), 0];
      return kinks.flatMap((flat) => {
        const node = elementOf(written, shape, flat);
        return node
          ? [{ from: start + node.offset, to: start + node.offset + node.length, value: node.value as number }]
          : [];
      });
    });
}

/** What a program gives to an input, where it is written as JSON would be: `input('x', [[1, 0]])`; and where that begins. */
function givenTo(content: string, name: string): readonly [Node | undefined, number] {
  const call = new RegExp(`\\binput\\(\\s*(['"])${name}\\1\\s*,\\s*(?=[\\[\\d-])`).exec(content);
  const start = call ? call.index + call[0].length : 0;
  return [call ? parseTree(content.slice(start), [], { allowTrailingComma: true }) : undefined, start];
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
  const checked = await checkOnly(problemOf(reading.network, ask.settings, work.earlier), work, () => undefined);
  if (checked.tensors.some(({ verdicts }) => verdicts.includes(FAIL))) return null;
  const still = tiesIn(checked).find(({ layer, tensor }) => layer === tie.layer && tensor === tie.tensor);
  return still?.elements ?? 0;
}
