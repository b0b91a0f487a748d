// What stands at a layer in the text: the verdict above one that is wrong, shapes and gradients beside each.

import type { CheckReport, CheckResult, JsonNumber, TensorStatus, TensorView } from '../../protocol/messages';
import { formatShape } from '../../session/format';
import { culprits } from '../../session/inherited';
import { faultText } from '../../session/prose';
import { t } from '../../session/translate';
import { ICONS, VERDICT_WORDS } from './verdict';
import { tensorMessage } from './problems';

/** A verdict for the line above a layer. */
export interface LayerVerdict {
  readonly layer: string;
  readonly text: string;
  /** Whether there is a cause to be explained. */
  readonly guilty: boolean;
}

/** Of the layers that are wrong by themselves: guilty ones, and others whose gradient is wrong without being inherited. */
export function layerVerdicts({ report }: Pick<CheckResult, 'report'>): readonly LayerVerdict[] {
  const verdicts = new Map<string, LayerVerdict>();
  for (const fault of report.faults) {
    const { layer } = fault;
    if (!verdicts.has(layer)) verdicts.set(layer, { layer, text: `${ICONS.fail} ${faultText(fault)}`, guilty: true });
  }
  for (const tensor of ownFailures(report)) {
    const layer = tensor.layer!;
    if (!verdicts.has(layer))
      verdicts.set(layer, { layer, text: `${ICONS.fail} ${tensorMessage(tensor)}`, guilty: false });
  }
  return [...verdicts.values()];
}

function ownFailures({ tensors, faults }: CheckReport): CheckReport['tensors'] {
  const told = new Set(faults.map(({ tensor }) => tensor));
  return tensors.filter(
    ({ name, layer, status, inherited }) => status === 'fail' && layer !== null && !inherited && !told.has(name),
  );
}

export type HintDetail = 'shapes' | 'shapesAndGradients';

/** What stands beside a layer's name, and what it says when it is pointed at. */
export interface LayerHint {
  readonly layer: string;
  readonly label: string;
  readonly tooltip: string;
}

/** By layer: the shapes of its outputs, and the norms of their gradients with a mark for the verdict. */
export function layerHints(
  { view, report }: Pick<CheckResult, 'view' | 'report'>,
  detail: HintDetail,
): readonly LayerHint[] {
  const culpritOf = culprits(report);
  const layers = new Map<string, TensorView[]>();
  for (const tensor of Object.values(view.tensors)) {
    const layer = tensor.role === 'activation' ? tensor.report?.layer : null;
    if (layer) layers.set(layer, [...(layers.get(layer) ?? []), tensor]);
  }
  return [...layers].map(([layer, outputs]) => ({
    layer,
    label: outputs.map((tensor) => labelOf(tensor, outputs.length > 1, detail)).join(', '),
    tooltip: outputs.map((tensor) => tooltipOf(tensor, culpritOf.get(tensor.name))).join('\n\n'),
  }));
}

function labelOf({ name, shape, analytic, report }: TensorView, named: boolean, detail: HintDetail): string {
  const part = named ? `${name.slice(name.indexOf('.') + 1)} ` : '';
  const text = `${part}${formatShape(shape)}`;
  return detail === 'shapes' ? text : `${text} ∇ ${steady(analytic?.norm)} ${MARKS[report?.status ?? 'skipped']}`;
}

const MARKS: Readonly<Record<TensorStatus, string>> = { pass: '✓', kink: '✓', fail: '✗', undecided: '?', skipped: '–' };

const WIDTH = '1.23e-04'.length;
/** As wide as a digit. */
const FIGURE_SPACE = '\u2007';

/** Always as wide: nothing beside it may move when the number changes. */
export function steady(x: JsonNumber | undefined): string {
  if (x === undefined) return '–'.padEnd(WIDTH, FIGURE_SPACE);
  if (typeof x === 'string' || !Number.isFinite(x)) return String(x).padEnd(WIDTH, FIGURE_SPACE);
  const [mantissa, exponent] = x.toExponential(2).split('e');
  const digits = exponent.slice(1).padStart(2, '0');
  // Three digits of the exponent take the place of one of the mantissa.
  return `${mantissa.slice(0, WIDTH - 2 - digits.length)}e${exponent[0]}${digits}`;
}

function tooltipOf({ name, shape, analytic, report }: TensorView, culprit: string | undefined): string {
  const norm = analytic ? `, |∇| ${steady(analytic.norm).trim()}` : '';
  const verdict = t(VERDICT_WORDS[report?.status ?? 'skipped']);
  const because = culprit === undefined ? '' : t(', because of {0}', culprit);
  return `${name} ${formatShape(shape)}${norm}: ${verdict}${because}`;
}
