// What speaks for a cause, sentence by sentence.

import type { Fault } from '../../check/report';
import { formatError, formatNumber, formatShape } from '../format';
import { t } from '../translate';

type Says = (value: unknown, evidence: Fault['evidence']) => string | null;

const number =
  (says: (n: number) => string): Says =>
  (value) =>
    typeof value === 'number' ? says(value) : null;
const text =
  (says: (text: string) => string): Says =>
  (value) =>
    typeof value === 'string' ? says(value) : null;

/** By the name of the evidence. The alternatives are told with the cause itself. */
const SAYS: Readonly<Record<string, Says>> = {
  factor: number((factor) => t('Found over expected is {0} in every element.', formatNumber(factor))),
  residual: number((residual) =>
    t(
      'The gradient that this mistake would give is the one that was found, but for a relative rest of {0}.',
      formatError(residual),
    ),
  ),
  measuredAgain: number((times) =>
    times > 0
      ? t('It explains {0} more measurements of the layer by itself, at other values, batch sizes and widths.', times)
      : t('The layer could not be measured again at other values or sizes.'),
  ),
  explainsMet: (value) =>
    value === false ? t('The numbers of this network alone would fit something else by coincidence.') : null,
  alone: (value) =>
    value === 'right'
      ? t('By itself the layer is right; it is wrong in this network.')
      : t('By itself, under a random gradient from above, the layer is wrong too.'),
  nonlinear: (value) =>
    value === true ? t('Its backward pass is not linear in dout, as every backward pass must be.') : null,
  difference: number((size) => t('Found and expected differ by {0} of their size.', formatError(size))),
  afterAnother: number((factor) => t('After another backward pass it is {0} times too large.', formatNumber(factor))),
  changed: (value) => (value === false ? t('With dout doubled it stays what it was.') : null),
  contract: text((contract) => t('The layer breaks a contract: {0}.', contract)),
  argument: text((argument) => t('{0} was changed in place.', argument)),
  expected: (expected, { found, shape = found }) =>
    isShape(expected) && isShape(shape)
      ? t('Its shape is {0}; {1} is right.', formatShape(shape), formatShape(expected))
      : null,
  kept: text((layer) => t('It equals the branch through {0} alone.', layer)),
  missing: text((layer) => t('It equals the sum of all branches but the one through {0}.', layer)),
  twice: text((layer) => t('It equals the sum of all branches with the one through {0} counted twice.', layer)),
  from: text((tensor) => t('It equals the gradient of {0}.', tensor)),
};

/** At least one sentence: how sure the cause is. */
export function evidenceLines({ confidence, evidence }: Fault): string[] {
  const told = Object.entries(evidence).map(([name, value]) =>
    Object.hasOwn(SAYS, name) ? SAYS[name](value, evidence) : null,
  );
  return [...told.filter((line) => line !== null), t('Confidence: {0}.', formatError(confidence))];
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value);
}
