// What the panel says: symbols, verdicts and numbers in words, for eyes and for screen readers.

import { formatError, formatNumber } from '../protocol/format';
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

export function verdictOf(status: TensorStatus): Verdict {
  return VERDICTS[status];
}

const WORST_FIRST: readonly TensorStatus[] = ['fail', 'undecided', 'kink', 'pass', 'skipped'];

/** The worst verdict among a node's tensors; null where none has one. */
export function statusOf(tensors: readonly (TensorView | undefined)[]): TensorStatus | null {
  const found = new Set(tensors.map((tensor) => tensor?.report?.status));
  return WORST_FIRST.find((status) => found.has(status)) ?? null;
}

export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}

/** One number where the tensor has one, else its norm. */
function atAGlance(summary: Summary, shape: readonly number[]): string {
  const isSingle = shape.every((extent) => extent === 1);
  return isSingle ? formatNumber(summary.head[0]) : `‖${formatNumber(summary.norm)}‖`;
}

/** The three lines of an edge: forward value, gradient on the way back, and how far the numerical one is from it. */
export function edgeLines(tensor: TensorView): { forward: string; backward: string | null; difference: string | null } {
  const { shape, value, analytic, report } = tensor;
  const prefix = shape.every((extent) => extent === 1) ? '' : `${shapeText(shape)}  `;
  return {
    forward: prefix + atAGlance(value, shape),
    backward: analytic && `← ${atAGlance(analytic, shape)}`,
    difference:
      report && report.checked > 0 ? `${verdictOf(report.status).glyph} Δ ${formatError(report.maxAbsError)}` : null,
  };
}

/** A node as a screen reader says it. */
export function describeNode(node: ViewNode, tensors: Readonly<Record<string, TensorView>>): string {
  const own = node.outputs.map((name) => tensors[name]);
  const status = statusOf(own);
  const parts = [
    node.label,
    node.type && node.type !== node.label ? node.type : node.kind,
    own.map((tensor) => shapeText(tensor.shape)).join(', '),
    status ? verdictOf(status).words : null,
  ];
  return parts.filter(Boolean).join(', ');
}
