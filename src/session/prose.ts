// Mistakes, faults and warnings as a person reads them.

import type { Fault, Warning } from '../check/report';
import type { Mistake } from '../network/types';
import { CAUSES } from './causes';

/** One sentence: where, what was expected, what was found; and a question, where a name was misspelt. */
export function messageOf({ layer, part, expected, found, nearest }: Mistake): string {
  const where = [layer, part].filter((name) => name !== undefined).join(', ');
  const sentence = `${where ? `${where}: expected` : 'Expected'} ${expected}, found ${found}.`;
  return nearest === undefined ? sentence : `${sentence} Did you mean "${nearest}"?`;
}

/** From here on a cause is named without reservation. */
const CERTAIN = 0.95;
const LIKELY = 0.6;

/** `W's gradient is exactly 2× what it should be.`, how sure that is, and what else it could be. */
export function faultText({ input, tensor, code, confidence, evidence }: Fault): string {
  const subject = input === null ? `the gradient of ${tensor}` : `${input}'s gradient`;
  const says = Object.hasOwn(CAUSES, code) ? CAUSES[code].says(evidence) : `is wrong: ${code}`;
  return [`${subject} ${says}.`, certainty(code, confidence), alternatives(evidence)].filter(Boolean).join(' ');
}

function certainty(code: string, confidence: number): string {
  if (code === 'unknown' || confidence >= CERTAIN) return '';
  return confidence >= LIKELY ? 'This is the likely cause.' : 'This is a possible cause.';
}

/** Causes that give the same numbers: at every size that was tried, or at the one at which the layer can be run. */
function alternatives({ alternatives, undecidedBetween }: Fault['evidence']): string {
  if (isCodes(alternatives)) return `The same numbers would come from ${namesOf(alternatives)}.`;
  if (!isCodes(undecidedBetween)) return '';
  return `It could also be ${namesOf(undecidedBetween)}: the layer could not be run at other sizes to tell.`;
}

function isCodes(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0;
}

function namesOf(codes: readonly string[]): string {
  return codes.map((code) => (Object.hasOwn(CAUSES, code) ? CAUSES[code].name : code)).join(' or ');
}

/** Why a check could not have failed. */
const VACUOUS: Readonly<Record<string, string>> = {
  'zero-gradient': 'its gradient is zero everywhere, and so is any multiple of it: that it agrees shows nothing',
  'labels-equal': 'all labels are equal: a gradient that mixes up the classes would agree too',
  'no-switch': 'with this data it never switches: a mask that is omitted or inverted would agree too',
  'batch-of-one': 'with a batch of one, what is not summed over the batch, or not divided by it, would agree too',
  'branch-never-ran':
    'with this data this part of the code never runs: whatever stands in it, all gradients would agree',
  'state-untested':
    'it cannot be copied, because it keeps private fields or variables out of reach: whether a call leaves something behind for the next was not tried',
  'hidden-by-cotangent': 'its gradient is right for the dout of this network alone: with another one it is wrong',
};

const WARNINGS: Readonly<Record<string, (where: string, reason?: string) => string>> = {
  'non-finite': (where) => `${where}: the numbers are not all finite.`,
  'vacuous-check': (where, reason = '') =>
    where
      ? `${where}: ${VACUOUS[reason] ?? 'that its gradients agree shows nothing: with this data they could not have disagreed'}.`
      : 'Nothing that is trained moves the loss: that all gradients agree shows nothing.',
  'mutates-dout': (where) =>
    `${where}: backward changes dout in place; whoever else uses that gradient gets the changed one. Copy it first.`,
  'mutates-input': (where, reason) =>
    reason === 'params'
      ? `${where}: a pass changes params of the layer in place; they are for the training to change, not for the layer. Copy them first.`
      : `${where}: a pass changes its input in place; whoever else uses that tensor gets the changed one. Copy it first.`,
  'ignores-dout': (where) =>
    `${where}: backward does not use dout; its gradient is right only where the layer is the last and dout is 1.`,
  nondeterministic: (where) => `${where}: the same call twice gives different results.`,
  'accumulates-grads': (where) =>
    `${where}: backward adds to the gradients of the call before; they must be set, or zeroed in between.`,
  'state-leak': (where) =>
    `${where}: what one call leaves behind changes the result of the next; one layer object cannot be used twice.`,
  'unprotected-log': (where) =>
    `${where}: a logarithm or a division comes so near to 0 that other data will make it infinite; add a small constant.`,
  'oracle-disagreement': (where) =>
    `${where}: two ways to compute the numerical gradient disagree; no verdict rests on it.`,
};

/** Codes of warnings that have a sentence. */
export const WARNING_CODES: readonly string[] = Object.keys(WARNINGS);

/** One sentence; of a code without one, the code. */
export function warningText(warning: Warning): string {
  const { code, layer, tensor, reason } = warning;
  const where = tensor ?? layer ?? lineOf(warning);
  return Object.hasOwn(WARNINGS, code) ? WARNINGS[code](where, reason) : `${where}: ${code}`;
}

/** `Line 9`, `layers.ts, line 4`; empty of a warning that is not of a part of the code. */
function lineOf({ span, source }: Warning): string {
  if (source) return `${source.file}, line ${source.span.line}`;
  return span ? `Line ${span.line}` : '';
}
