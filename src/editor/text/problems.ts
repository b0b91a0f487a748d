// What the Problems panel says of a result: an error at each guilty layer, with what is wrong only because of it beside.

import { indexOf } from '../../engine/tensor';
import type { CheckResult, Fault, Fix, SessionResult, Span, TensorReport, Tie, Warning } from '../../protocol/messages';
import { formatCount, formatError, formatIndex, formatNumber } from '../../session/format';
import { culprits } from '../../session/inherited';
import { placeOfTensor } from '../../session/place';
import { faultText, warningText } from '../../session/prose';
import { t } from '../../session/translate';
import { elementCount, relativeError } from './verdict';

export interface Problem {
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
  readonly fix?: Fix | null;
}

const START: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

export function problemsOf(result: SessionResult): Problem[] {
  if (!result.ok)
    return result.report.errors.map(({ code, message, span, fix }) => ({
      severity: 'error',
      code,
      message,
      span,
      ...(fix && { fix }),
    }));
  const { tensors, faults, warnings } = result.report;
  const guilty = new Set(faults.map(({ tensor }) => tensor));
  return [
    ...faults.map((fault) => problemOfFault(fault, result)),
    ...tensors
      .filter(({ name, inherited }) => !inherited && !guilty.has(name))
      .flatMap((tensor) => problemOf(tensor, result)),
    ...result.ties.map((tie) => problemOfTie(tie, result)),
    ...warnings.map((warning) => problemOfWarning(warning, result)),
  ];
}

function problemOfFault(fault: Fault, result: CheckResult): Problem {
  const { layer, code, fix, tensor: name } = fault;
  const tensor = result.report.tensors.find((tensor) => tensor.name === name);
  const numbers = tensor?.status === 'fail' && tensor.worst ? ` ${numbersOf(tensor.worst, tensor.name)}` : '';
  return {
    severity: 'error',
    code,
    message: `${layer}: ${faultText(fault)}${numbers}`,
    span: fault.span ?? placeOf({ name: layer, layer }, result),
    related: inheritedFrom(fault, result).map((tensor) => ({
      message: t('{0}; wrong because of {1}', tensorMessage(tensor), layer),
      span: placeOf(tensor, result),
    })),
    fix,
  };
}

/** Tensors that are wrong only because this layer is. */
function inheritedFrom({ layer }: Fault, { report }: CheckResult): TensorReport[] {
  const culpritOf = culprits(report);
  return report.tensors.filter(({ name, status }) => status === 'fail' && culpritOf.get(name) === layer);
}

function problemOf(tensor: TensorReport, result: CheckResult): Problem[] {
  if (tensor.status !== 'fail' && tensor.status !== 'undecided') return [];
  return [
    {
      severity: tensor.status === 'fail' ? 'error' : 'information',
      code: tensor.status === 'fail' ? 'wrong-gradient' : 'undecided-gradient',
      message: tensorMessage(tensor),
      span: placeOf(tensor, result),
    },
  ];
}

/** At the layer whose branches meet; what comes before it has kinks because of it. */
function problemOfTie({ layer, tensor: name, elements, first, fix }: Tie, result: CheckResult): Problem {
  const tensor = result.report.tensors.find((tensor) => tensor.name === name);
  const at = tensor && tensor.shape.length > 0 ? formatIndex(indexOf(tensor.shape, first)) : '';
  const others = elements > 1 ? t(' and {0} more', formatCount(elements - 1)) : '';
  const message = t(
    '{0}: its branches meet exactly at {1}{2}: the gradient is accepted, because it lies between the slopes of both sides.',
    layer,
    `${name}${at}`,
    others,
  );
  return { severity: 'information', code: 'kink', message, span: placeOf({ name: layer, layer }, result), fix };
}

function problemOfWarning(warning: Warning, result: CheckResult): Problem {
  const { code, layer, tensor } = warning;
  const span = warning.span ?? placeOf({ name: tensor ?? '', layer }, result);
  return { severity: 'warning', code, message: warningText(warning), span };
}

/** `Affine1.W: gradient wrong at [17, 4]: analytic 0.1, numerical 0.2 (relative error 0.5, bound 1e-11)` and how many more. */
export function tensorMessage({ name, status, worst, failed, undecided, elements }: TensorReport): string {
  const claim = status === 'fail' ? t('gradient wrong') : t('no verdict on the gradient');
  if (!worst) return `${name}: ${claim}`;
  const at = worst.index.length > 0 ? ` ${t('at {0}', formatIndex(worst.index))}` : '';
  const numbers = t(
    'analytic {0}, numerical {1} (relative error {2}, bound {3})',
    formatNumber(worst.analytic),
    formatNumber(worst.numeric),
    formatError(relativeError(worst)),
    formatError(worst.bound),
  );
  const alike = status === 'fail' ? failed : undecided;
  const others = alike > 1 ? t('; {0} of {1} like it', formatCount(alike), elementCount(elements)) : '';
  return `${name}: ${claim}${at}: ${numbers}${others}`;
}

/** `At Affine1.W[17, 4]: 0.2 instead of 0.1.` */
function numbersOf({ index, analytic, numeric }: NonNullable<TensorReport['worst']>, name: string): string {
  const at = index.length > 0 ? formatIndex(index) : '';
  return t('At {0}: {1} instead of {2}.', name + at, formatNumber(analytic), formatNumber(numeric));
}

/** Where the tensor is defined by name, else the whole text of its layer. */
function placeOf(subject: Pick<TensorReport, 'name' | 'layer'>, result: CheckResult): Span {
  return placeOfTensor(subject, result) ?? START;
}
