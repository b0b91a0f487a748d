// The report of a finished check.

import { indexOf } from '../engine/tensor';
import type { Checked, CheckedTensor, Examination, Finding } from './checked';
import { jsonNumber, jsonTensor } from './json';
import { missProbability } from './missed';
import type { CheckReport, Fault, Fix, Span, TensorReport, Warning, WorstElement } from './report';
import { normOf, statisticsOf } from './statistics';
import { verdictName } from './verdict';

/** What a check does not know of itself. */
export interface ReportContext {
  readonly network: string;
  readonly file: string;
  readonly seed: number;
  readonly elapsedMs: number;
  /** Put every element's value and both gradients in. */
  readonly values: boolean;
  /** Where a fault stands in the text. */
  placeOf(finding: Finding): Span | null;
  /** One that has been proven. */
  fixOf(finding: Finding): Fix | null;
}

export function checkReport(
  checked: Checked,
  examination: Examination,
  { network, file, seed, elapsedMs, values, placeOf, fixOf }: ReportContext,
): CheckReport {
  const { faults, warnings, inherited } = examination;
  return {
    version: 1,
    network,
    file,
    status: networkStatus(checked),
    loss: jsonNumber(checked.loss),
    seed,
    dtype: checked.graph.dtype,
    method: checked.settings.method,
    elapsedMs,
    tensors: tensorReports(checked, { values }).map((tensor) =>
      inherited.has(tensor.name) ? { ...tensor, inherited: true } : tensor,
    ),
    faults: faults.map((fault): Fault => ({ ...fault, fix: fixOf(fault), span: placeOf(fault) })),
    warnings: distinct([...checked.warnings, ...warnings]),
  };
}

/** What the whole check and the examination of a layer both say is said once. */
function distinct(warnings: readonly Warning[]): Warning[] {
  const key = ({ code, layer, tensor, reason, span, source }: Warning): string =>
    JSON.stringify([code, layer, tensor, reason, span, source]);
  return [...new Map(warnings.map((warning) => [key(warning), warning])).values()];
}

function networkStatus({ tensors }: Pick<Checked, 'tensors'>): CheckReport['status'] {
  if (tensors.some(({ status }) => status === 'fail')) return 'fail';
  return tensors.some(({ status }) => status === 'undecided') ? 'undecided' : 'pass';
}

export function tensorReports(checked: Checked, { values }: { readonly values: boolean }): TensorReport[] {
  return checked.tensors.map((tensor) => ({
    ...tensorReport(tensor),
    ...(values && {
      value: jsonTensor(tensor.value.shape, checked.tape.values[tensor.value.id].data),
      ...(tensor.gradient && { analytic: jsonTensor(tensor.value.shape, tensor.gradient) }),
      numeric:
        tensor.method === null || tensor.method === 'projection'
          ? null
          : jsonTensor(tensor.value.shape, tensor.numeric, tensor.verdicts),
    }),
  }));
}

function tensorReport(tensor: CheckedTensor): TensorReport {
  const { value, layer, status, method, gradient } = tensor;
  const { worst, ...statistics } = statisticsOf(tensor);
  return {
    name: value.name,
    role: value.role as TensorReport['role'],
    layer,
    shape: value.shape,
    status,
    method,
    elements: gradient?.length ?? tensor.analytic.length,
    ...statistics,
    gradNorm: jsonNumber(normOf(gradient ?? [])),
    ...(method === 'projection' && { missProbability: missProbability(tensor) }),
    worst: worst === null ? null : worstElement(tensor, worst),
  };
}

function worstElement(
  { value, method, analytic, numeric, bound, verdicts, slopes }: CheckedTensor,
  k: number,
): WorstElement {
  const sides = slopes.get(k);
  return {
    index: method === 'projection' ? [] : indexOf(value.shape, k),
    analytic: jsonNumber(analytic[k]),
    numeric: jsonNumber(numeric[k]),
    bound: jsonNumber(bound[k]),
    verdict: verdictName(verdicts[k]) ?? 'undecided',
    ...(sides && { slopes: [jsonNumber(sides[0]), jsonNumber(sides[1])] as const }),
  };
}
