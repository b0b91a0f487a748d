// The value of an expression at a stop, over the numbers of a finished check.

import { runAlone } from '../engine/run';
import { allocate, cast, scalar, sizeOf, stridesOf, tensor, type Shape, type Tensor } from '../engine/tensor';
import { ExpressionError, bindExpression, parseExpression } from '../network/expressions';
import type { Binding, NodeMaker, Source, Static } from '../network/expressions';
import { messageOf } from '../session/prose';
import { summarize } from '../session/summary';
import type { Finished } from '../session/tensors/kept';
import { Moment, NotYet, type Found } from './moment';
import { HEAD, type Page, type StopAnswer, type StopQuery } from './questions';
import { FUNCTIONS, rewritten } from './rewrite';

export function evaluateAt(finished: Finished, { at, of, page }: StopQuery): StopAnswer {
  try {
    const moment = new Moment(finished, at);
    return typeof of === 'string' ? answered(moment, of, page) : tensorAnswer(moment.column(of), page);
  } catch (error) {
    if (error instanceof NotYet) return { kind: 'not yet', message: error.message };
    if (error instanceof ExpressionError) return { kind: 'mistake', message: sentenceOf(error) };
    if (error instanceof RangeError) return { kind: 'mistake', message: error.message };
    throw error;
  }
}

function answered(moment: Moment, text: string, page: Page | undefined): StopAnswer {
  const source = sourceOf(text);
  const parsed = parseExpression(source, FUNCTIONS);
  const { ast, names } = rewritten(source, parsed.ast);
  // A tensor by its name is not copied.
  if (ast.kind === 'name') return tensorAnswer(moment.find(ast.name, ast, source), page);
  const scope = new Map<string, Binding>();
  for (const [name, range] of names) {
    const bound = moment.bound(name, range, source);
    if (bound) scope.set(name, bound);
  }
  const result = bindExpression({ source, ast, names }, scope, AT_ONCE);
  if (result.kind === 'tensor') return tensorAnswer(asFound(result.term as Tensor), page);
  return staticAnswer(result.value, page);
}

/** Runs each op of an expression as it is met. */
const AT_ONCE: NodeMaker = {
  apply: (op, operands, attributes = {}) =>
    runAlone(op, operands.map(wide), attributes, (shape) => allocate('float64', sizeOf(shape))).out,
  constant: (value) => (typeof value === 'number' ? scalar(value) : value),
};

function wide(term: unknown): Tensor {
  return cast(term as Tensor, 'float64');
}

function asFound({ shape, data }: Tensor): Found {
  return { shape, data, share: null };
}

function staticAnswer(value: Static, page: Page | undefined): StopAnswer {
  return typeof value === 'number'
    ? tensorAnswer(asFound(tensor([], [value])), page)
    : { kind: 'text', text: JSON.stringify(value) };
}

function tensorAnswer({ shape, data, share }: Found, page: Page | undefined): StopAnswer {
  if (page) return { kind: 'tensor', shape, data: pageOf(shape, data, page), summary: null, share };
  const whole = summarize(data);
  return { kind: 'tensor', shape, data: Float64Array.from(whole.head.slice(0, HEAD)), summary: whole, share };
}

function pageOf(shape: Shape, data: ArrayLike<number>, { leading, from, count, head }: Page): Float64Array {
  const strides = stridesOf(shape);
  const extent = shape[leading.length] ?? 1;
  const inside = (at: number, below: number): boolean => Number.isInteger(at) && at >= 0 && at < below;
  if (!leading.every((i, axis) => inside(i, shape[axis])) || from < 0 || from + count > extent)
    throw new RangeError(`there are no such elements in (${shape.join(', ')})`);
  const start = leading.reduce((at, i, axis) => at + i * strides[axis], 0);
  const stride = strides[leading.length] ?? 1;
  const each = Math.min(head, stride);
  return Float64Array.from(
    { length: count * each },
    (_, i) => data[start + (from + Math.floor(i / each)) * stride + (i % each)],
  );
}

function sentenceOf({ code, span, expected, found, nearest }: ExpressionError): string {
  return messageOf({ code, span, expected, found, ...(nearest !== undefined && { nearest }) });
}

/** Columns of its one line. */
function sourceOf(text: string): Source {
  return { text, span: (from, to) => ({ line: 1, column: from + 1, endLine: 1, endColumn: to + 1 }) };
}
