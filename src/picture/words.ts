// What the panel says: symbols, verdicts and numbers in words, for eyes and for screen readers.

import { formatError, formatIndex, formatNumber } from '../protocol/format';
import type { Summary, TensorStatus, TensorView, ViewNode } from '../protocol/messages';

/** The book's signs for the ops that have one. */
const SIGNS: Readonly<Record<string, string>> = {
  Add: '+',
  Sub: '−',
  Mul: '×',
  Div: '/',
  Neg: '−x',
  Exp: 'exp',
  Log: 'log',
  MatMul: 'dot',
  Sum: 'Σ',
  Pow: 'xⁿ',
  Square: 'x²',
  Sqrt: '√',
  Reciprocal: '1/x',
};

export function signOf(node: ViewNode): string {
  return SIGNS[node.type] ?? node.type;
}

export function hasSign(type: string): boolean {
  return Object.hasOwn(SIGNS, type);
}

export interface Verdict {
  readonly glyph: string;
  readonly words: string;
}

const VERDICTS: Readonly<Record<TensorStatus, Verdict>> = {
  pass: { glyph: '✓', words: 'gradient agrees' },
  fail: { glyph: '✗', words: 'gradient is wrong' },
  kink: { glyph: '∠', words: 'at a kink, accepted' },
  undecided: { glyph: '?', words: 'undecided' },
  skipped: { glyph: '–', words: 'not differentiated' },
};

export const NETWORK_VERDICTS = {
  pass: 'Every gradient agrees',
  fail: 'A gradient is wrong',
  undecided: 'Some gradients are undecided',
} as const;

export function verdictOf(status: Shown): Verdict {
  return status === 'inherited' ? INHERITED : VERDICTS[status];
}

export function shownOf(tensor: TensorView | undefined): Shown | null {
  const report = tensor?.report;
  if (!report) return null;
  return report.inherited ? 'inherited' : report.status;
}

/** A verdict as it is drawn: what is wrong only because of a layer further on is told apart from what is guilty. */
export type Shown = TensorStatus | 'inherited';

const INHERITED: Verdict = { glyph: '↞', words: 'gradient is wrong because a later one is' };

const WORST_FIRST: readonly Shown[] = ['fail', 'inherited', 'undecided', 'kink', 'pass', 'skipped'];

/** The worst verdict among tensors; null where none has one. */
export function statusOf(tensors: readonly (TensorView | undefined)[]): Shown | null {
  const found = new Set(tensors.map(shownOf));
  return WORST_FIRST.find((status) => found.has(status)) ?? null;
}

export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}

/** `W[17, 4]`; the only element of a scalar has its tensor's name. */
export function elementName({ tensor, index }: { readonly tensor: string; readonly index: readonly number[] }): string {
  return index.length > 0 ? tensor + formatIndex(index) : tensor;
}

const isSingle = (shape: readonly number[]): boolean => shape.every((extent) => extent === 1);

/** The only number of a tensor; null where it has several. */
export function singleOf({ shape, value }: TensorView): number | null {
  return isSingle(shape) ? value.head[0] : null;
}

/** So few numbers are written out. */
const FEW = 3;
const FEW_DIGITS = 4;

/** One number where the tensor has one, all where they are few, else its norm. */
function atAGlance(summary: Summary, shape: readonly number[]): string {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size > 1 && size <= FEW)
    return `(${summary.head.map((x) => formatNumber(Number(x.toPrecision(FEW_DIGITS)))).join(', ')})`;
  return isSingle(shape) ? formatNumber(summary.head[0]) : `‖${formatNumber(summary.norm)}‖`;
}

/** The three lines of an edge: forward value, gradient on the way back, and how far the numerical one is from it. */
export function edgeLines(tensor: TensorView): { forward: string; backward: string | null; difference: string | null } {
  const { shape, value, analytic, report } = tensor;
  const prefix = isSingle(shape) ? '' : `${shapeText(shape)}  `;
  return {
    forward: prefix + atAGlance(value, shape),
    backward: analytic && `← ${atAGlance(analytic, shape)}`,
    difference:
      report && report.checked > 0
        ? `${verdictOf(report.inherited ? 'inherited' : report.status).glyph} Δ ${formatError(report.maxAbsError)}`
        : null,
  };
}

interface Manner {
  readonly guilty: boolean;
  /** The layer that is opened and closed at the node; null where nothing is. */
  readonly opens: string | null;
  readonly open: boolean;
}

/** A node as a screen reader says it. */
export function describeNode(
  node: ViewNode,
  tensors: Readonly<Record<string, TensorView>>,
  status: Shown | null,
  { guilty, opens, open }: Manner,
): string {
  const parts = [
    node.label,
    node.type && node.type !== node.label ? node.type : node.kind,
    node.outputs.map((name) => shapeText(tensors[name].shape)).join(', '),
    guilty ? 'its backward pass is wrong' : status && verdictOf(status).words,
    opens === null ? null : open ? 'opened' : 'can be opened',
  ];
  return parts.filter(Boolean).join(', ');
}
