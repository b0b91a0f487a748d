// What a hover on a name says of its tensors: faults, the tensor at fault and its own, params, formulas.

import type { CheckResult, TensorReport, TensorView, ViewNode } from '../../protocol/messages';
import { formatError, formatNumber, formatShape } from '../../session/format';
import { culprits } from '../../session/inherited';
import { faultText } from '../../session/prose';
import { t } from '../../session/translate';
import { changeText } from './changes';
import { escape, table } from './markdown';
import { tensorSection, type Detail } from './tensor-section';
import { ICONS } from './verdict';

/** What is said besides the result, where there is an editor. */
export interface Company {
  /** By tensor. */
  readonly details: ReadonlyMap<string, Detail>;
  /** Markdown below the first tensor's shape. */
  readonly below: string;
}

const ALONE: Company = { details: new Map(), below: '' };

/** Markdown; null where the network has nothing of that name. `name` is an input, param, layer or a layer's tensor. */
export function hoverText(name: string, result: CheckResult, { details, below }: Company = ALONE): string | null {
  const { view, report } = result;
  const shown = tensorsAt(name, result);
  if (shown.length === 0) return null;
  const node = view.nodes.find(({ id }) => id === name);
  const params = paramsOf(name, node, view.tensors, report.tensors);
  const faults = report.faults
    .filter(({ layer }) => layer === name)
    .map((fault) => `$(error) ${escape(faultText(fault))}`);
  const culpritOf = culprits(report);
  const formula = Object.hasOwn(view.formulas, name) ? view.formulas[name] : (node?.formula ?? null);
  const sections = shown.map((tensor, i) =>
    tensorSection(tensor, {
      formula: tensor.name === name || isOutputOf(tensor, name) ? formula?.forward : undefined,
      culprit: culpritOf.get(tensor.name),
      detail: details.get(tensor.name),
      below: i === 0 ? below : '',
      change: result.changes && changeText(tensor.name, result.changes),
    }),
  );
  return [...faults, ...sections, paramTable(params), derivatives(formula)].filter(Boolean).join('\n\n');
}

/** The tensors that a hover on the name tells of: the one itself, or a layer's outputs, before them what the layer gets wrong. */
export function tensorsAt(name: string, { view, report }: CheckResult): TensorView[] {
  if (Object.hasOwn(view.tensors, name)) return [view.tensors[name]];
  const outputs = Object.values(view.tensors).filter((tensor) => isOutputOf(tensor, name));
  const wrong = report.faults.filter(({ layer }) => layer === name).map(({ tensor }) => view.tensors[tensor]);
  return outputs.length === 0 ? [] : [...new Set([...wrong, ...outputs])];
}

function isOutputOf({ name, role }: TensorView, layer: string): boolean {
  return role === 'activation' && name.startsWith(`${layer}.`);
}

function paramsOf(
  layer: string,
  node: ViewNode | undefined,
  tensors: Readonly<Record<string, TensorView>>,
  reports: readonly TensorReport[],
): TensorView[] {
  if (node?.kind === 'param') return [];
  return reports.filter((report) => report.role === 'param' && report.layer === layer).map(({ name }) => tensors[name]);
}

function paramTable(params: readonly TensorView[]): string {
  const rows = params.map(({ name, shape, value, analytic, report }) => [
    escape(name),
    formatShape(shape),
    formatNumber(value.norm),
    analytic ? formatNumber(analytic.norm) : '',
    report ? `${ICONS[report.status]} ${formatError(report.maxRelError)}` : '',
  ]);
  return rows.length > 0 ? table(['', t('shape'), t('norm'), t('gradient norm'), t('relative error')], rows) : '';
}

function derivatives(formula: ViewNode['formula']): string {
  const lines = Object.entries(formula?.gradients ?? {}).map(([operand, text]) => `d${operand} = ${text}`);
  return lines.length > 0 ? ['```text', ...lines, '```'].join('\n') : '';
}
