// What is wrong with a tensor's gradient, in one line.

import type { TensorReport } from '../../check/report';
import { formatError, formatIndex, formatNumber } from '../format';
import { t } from '../translate';

/** `Affine1.W: gradient wrong at [17, 4]: analytic 0.1, numerical 0.2 (bound 1e-11)`. */
export function tensorMessage({ name, status, worst }: TensorReport): string {
  const claim = status === 'fail' ? t('gradient wrong') : t('no verdict on the gradient');
  if (!worst) return `${name}: ${claim}`;
  const at = worst.index.length > 0 ? ` ${t('at {0}', formatIndex(worst.index))}` : '';
  const { analytic, numeric, bound } = worst;
  const numbers = t(
    'analytic {0}, numerical {1} (bound {2})',
    formatNumber(analytic),
    formatNumber(numeric),
    formatError(bound),
  );
  return `${name}: ${claim}${at}: ${numbers}`;
}
