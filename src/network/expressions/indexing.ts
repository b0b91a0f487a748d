// Indexing as NumPy does it: integers and half-open slices, counted from 0, negative ones from the end.

import type { Attributes, Op, Term } from '../../engine/op';
import { reshape } from '../../engine/ops/reshape';
import { slice } from '../../engine/ops/slice';
import { sameShape } from '../../engine/tensor';
import type { Ast, Binding, ExpressionError, Range, Static, Subscript } from './types';

/** What indexing needs of the evaluation that it is a part of. */
interface Evaluation {
  integer(ast: Ast): number;
  term(value: Binding): Term;
  /** Adds a node; the `last` one is the result. */
  apply(op: Op, term: Term, attributes: Attributes, last: boolean): Binding;
  mistake(range: Range, expected: string, found: string): ExpressionError;
}

/** The part of one axis, and whether the axis itself goes. */
interface Cut {
  readonly from: number;
  readonly to: number;
  readonly drops: boolean;
}

export function applyIndex(ast: Ast & { kind: 'index' }, value: Binding, evaluation: Evaluation): Binding {
  if (value.kind === 'static' && ast.at.every(({ kind }) => kind === 'at'))
    return indexStatic(ast, value.value, evaluation);
  const term = evaluation.term(value);
  const { shape } = term;
  if (ast.at.length > shape.length) throw tooMany(ast, shape.length, evaluation);
  const cuts = shape.map((extent, axis) => cutOf(ast.at[axis], extent, evaluation));
  const cutShape = cuts.map(({ from, to }) => to - from);
  const kept = cutShape.filter((_, axis) => !cuts[axis].drops);
  const drops = kept.length < shape.length;
  let result: Binding = { kind: 'tensor', term };
  if (!sameShape(cutShape, shape)) {
    const attributes = { from: cuts.map(({ from }) => from), to: cuts.map(({ to }) => to) };
    result = evaluation.apply(slice, term, attributes, !drops);
  }
  return drops ? evaluation.apply(reshape, evaluation.term(result), { shape: kept }, true) : result;
}

function indexStatic(ast: Ast & { kind: 'index' }, value: Static, evaluation: Evaluation): Binding {
  let part: Static = value;
  ast.at.forEach((subscript, axis) => {
    if (!Array.isArray(part)) throw tooMany(ast, axis, evaluation);
    const items = part as readonly Static[];
    part = items[cutOf(subscript, items.length, evaluation).from];
  });
  return { kind: 'static', value: part };
}

function cutOf(subscript: Subscript | undefined, extent: number, evaluation: Evaluation): Cut {
  if (!subscript) return { from: 0, to: extent, drops: false };
  if (subscript.kind === 'at') {
    const at = evaluation.integer(subscript.index);
    const from = at < 0 ? at + extent : at;
    if (from >= 0 && from < extent) return { from, to: from + 1, drops: true };
    throw evaluation.mistake(subscript.index, `an index from ${-extent} to ${extent - 1}`, `${at}`);
  }
  const from = endOf(subscript.from, 0, extent, evaluation);
  const to = endOf(subscript.to, extent, extent, evaluation);
  if (from < to) return { from, to, drops: false };
  throw evaluation.mistake(subscript.range, 'a slice of at least one element', `${from}:${to}`);
}

function endOf(ast: Ast | null, otherwise: number, extent: number, evaluation: Evaluation): number {
  if (!ast) return otherwise;
  const at = evaluation.integer(ast);
  const end = at < 0 ? at + extent : at;
  if (end >= 0 && end <= extent) return end;
  throw evaluation.mistake(ast, `an end of a slice from ${-extent} to ${extent}`, `${at}`);
}

function tooMany(ast: Ast & { kind: 'index' }, rank: number, evaluation: Evaluation): ExpressionError {
  return evaluation.mistake(ast, `at most ${rank} ${rank === 1 ? 'index' : 'indices'}`, `${ast.at.length}`);
}
