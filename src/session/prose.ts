// Mistakes, faults and warnings as a person reads them.

import type { Fault, Warning } from '../check/report';
import type { Mistake } from '../network/types';
import { CAUSES } from './causes';
import { t } from './translate';

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
  const says = Object.hasOwn(CAUSES, code) ? CAUSES[code].says(evidence) : t('is wrong: {0}', code);
  const claim = input === null ? t('the gradient of {0} {1}.', tensor, says) : t("{0}'s gradient {1}.", input, says);
  return [claim, certainty(code, confidence), alternatives(evidence)].filter(Boolean).join(' ');
}

function certainty(code: string, confidence: number): string {
  if (code === 'unknown' || confidence >= CERTAIN) return '';
  return confidence >= LIKELY ? t('This is the likely cause.') : t('This is a possible cause.');
}

/** Causes that give the same numbers: at every size that was tried, or at the one at which the layer can be run. */
function alternatives({ alternatives, undecidedBetween }: Fault['evidence']): string {
  if (isCodes(alternatives)) return t('The same numbers would come from {0}.', namesOf(alternatives));
  if (!isCodes(undecidedBetween)) return '';
  return t('It could also be {0}: the layer could not be run at other sizes to tell.', namesOf(undecidedBetween));
}

function isCodes(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0;
}

function namesOf(codes: readonly string[]): string {
  const names = codes.map((code) => (Object.hasOwn(CAUSES, code) ? t(CAUSES[code].name) : code));
  return names.reduce((all, name) => t('{0} or {1}', all, name));
}

/** Why a check could not have failed. */
const VACUOUS: Readonly<Record<string, () => string>> = {
  'zero-gradient': () =>
    t('its gradient is zero everywhere, and so is any multiple of it: that it agrees shows nothing'),
  'labels-equal': () => t('all labels are equal: a gradient that mixes up the classes would agree too'),
  'no-switch': () => t('with this data it never switches: a mask that is omitted or inverted would agree too'),
  'batch-of-one': () =>
    t('with a batch of one, what is not summed over the batch, or not divided by it, would agree too'),
  'branch-never-ran': () =>
    t('with this data this part of the code never runs: whatever stands in it, all gradients would agree'),
  'state-untested': () =>
    t(
      'it cannot be copied, because it keeps private fields or variables out of reach: whether a call leaves something behind for the next was not tried',
    ),
  'hidden-by-cotangent': () =>
    t('its gradient is right for the dout of this network alone: with another one it is wrong'),
  unknown: () => t('that its gradients agree shows nothing: with this data they could not have disagreed'),
};

const WARNINGS: Readonly<Record<string, (where: string, reason?: string) => string>> = {
  'non-finite': (where) => t('{0}: the numbers are not all finite.', where),
  'vacuous-check': (where, reason = '') =>
    where
      ? t('{0}: {1}.', where, (VACUOUS[reason] ?? VACUOUS.unknown)())
      : t('Nothing that is trained moves the loss: that all gradients agree shows nothing.'),
  'mutates-dout': (where) =>
    t(
      '{0}: backward changes dout in place; whoever else uses that gradient gets the changed one. Copy it first.',
      where,
    ),
  'mutates-input': (where, reason) =>
    reason === 'params'
      ? t(
          '{0}: a pass changes params of the layer in place; they are for the training to change, not for the layer. Copy them first.',
          where,
        )
      : t(
          '{0}: a pass changes its input in place; whoever else uses that tensor gets the changed one. Copy it first.',
          where,
        ),
  'ignores-dout': (where) =>
    t('{0}: backward does not use dout; its gradient is right only where the layer is the last and dout is 1.', where),
  nondeterministic: (where) => t('{0}: the same call twice gives different results.', where),
  'accumulates-grads': (where) =>
    t('{0}: backward adds to the gradients of the call before; they must be set, or zeroed in between.', where),
  'state-leak': (where) =>
    t('{0}: what one call leaves behind changes the result of the next; one layer object cannot be used twice.', where),
  'unprotected-log': (where) =>
    t(
      '{0}: a logarithm or a division comes so near to 0 that other data will make it infinite; add a small constant.',
      where,
    ),
  'oracle-disagreement': (where) =>
    t('{0}: two ways to compute the numerical gradient disagree; no verdict rests on it.', where),
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
  if (source) return t('{0}, line {1}', source.file, source.span.line);
  return span ? t('Line {0}', span.line) : '';
}
