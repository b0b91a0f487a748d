// Mends what is mistaken in a network's text, where it is certain what was meant: each candidate is applied in memory and
// the network read again, and only what makes the mistake go is offered.

import type { Fix } from '../../check/report';
import type { Mistake } from '../../network/types';
import { Editing, applied, withoutMark } from '../fixes/edits';
import { isProgram, read } from '../read';
import type { Ask, Work } from '../types';
import { breathe } from '../work';
import { flattened, misspelt, reshaped, resized, type Mend, type Mended } from './candidates';

/** All of a file together may take so long: it is read anew while a person types. */
const BUDGET_MS = 300;

/** Likeliest first: of each list all are tried, and what is one of several that would do is not certain. */
const JSON_MENDS: readonly Mend[] = [misspelt, flattened, reshaped, resized];
const PROGRAM_MENDS: readonly Mend[] = [misspelt, flattened, resized];

/** By mistake; none for those that cannot be mended for certain. */
export async function mend(ask: Ask, work: Work, mistakes: readonly Mistake[]): Promise<ReadonlyMap<Mistake, Fix>> {
  const until = work.now() + BUDGET_MS;
  const editing = new Editing(withoutMark(ask.text));
  const program = isProgram(ask.file);
  const fixes = new Map<Mistake, Fix>();
  for (const mistake of mistakes) {
    for (const candidatesFor of program ? PROGRAM_MENDS : JSON_MENDS) {
      const working: Fix[] = [];
      for (const candidate of candidatesFor(mistake, editing, program)) {
        if (work.now() > until) return fixes;
        await breathe(work);
        if (await works(ask, work, candidate, mistake, mistakes)) working.push(candidate);
      }
      if (working.length !== 1) continue;
      const [{ title, edits }] = working;
      fixes.set(mistake, { title, edits });
      break;
    }
  }
  return fixes;
}

/** A mended name may bring mistakes to light that nothing could tell before; anything else may not. */
async function works(
  ask: Ask,
  work: Work,
  { edits, reveals }: Mended,
  mistake: Mistake,
  before: readonly Mistake[],
): Promise<boolean> {
  const text = applied(ask.text, edits);
  if (text === null) return false;
  const reading = await read({ ...ask, text }, work);
  if (reading.ok) return true;
  const left = before.filter((other) => other !== mistake).map(keyOf);
  const after = reading.mistakes.map(keyOf);
  return reveals ? !after.includes(keyOf(mistake)) : after.every((key) => left.includes(key));
}

function keyOf({ code, layer, part, found }: Mistake): string {
  return JSON.stringify([code, layer, part, found]);
}
