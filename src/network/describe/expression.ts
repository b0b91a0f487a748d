// Reads the expressions of a layer, and the names of the network that they use.

import type { Span } from '../../engine/span';
import { ExpressionError, checkNames, isConstant, parseExpression, type Expression } from '../expressions';
import type { Cursor } from '../json/cursor';
import type { Mistakes } from '../mistakes';
import type { Reference } from './network-text';

/** By output; `out` where there is one that is not named. */
export type Forward = ReadonlyMap<string, Expression>;

/** Runs what throws ExpressionError; records it and gives null. */
export function orExpressionMistake<T>(mistakes: Mistakes, layer: string | null, run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { code, span, expected, found, nearest } = error;
    return mistakes.add(code, { span, layer }, expected, found, nearest);
  }
}

/** `forward` of an inline expression: one, or an object with one for each output. */
export function readForward(cursor: Cursor | null): Forward | null {
  const outputs = cursor?.isObject
    ? cursor.members()!.map(({ name, value }) => [name, readExpression(value)] as const)
    : [['out', cursor && readExpression(cursor)] as const];
  if (outputs.length === 0) return cursor!.refuse('bad-value', 'an expression for at least one output');
  return outputs.every(([, expression]) => expression) ? new Map(outputs as [string, Expression][]) : null;
}

function readExpression(cursor: Cursor): Expression | null {
  if (cursor.string('an expression') === null) return null;
  return orExpressionMistake(cursor.mistakes, cursor.layer, () => parseExpression(cursor.source()));
}

/** Every name of an inline expression is one of the network's, but for `pi` and `e` where nothing is named so. */
export function referencesOf(forward: Forward, layer: string, named: ReadonlySet<string>): readonly Reference[] {
  const references = new Map<string, Reference>();
  for (const { source, names } of forward.values()) {
    for (const [name, { from, to }] of names) {
      if (isConstant(name) && !named.has(name)) continue;
      const part = (start: number, end: number): Span => source.span(from + start, from + end);
      if (!references.has(name)) references.set(name, { name, place: { span: source.span(from, to), layer }, part });
    }
  }
  return [...references.values()];
}

/** Whether an inline expression uses none but the inputs that its layer lists. */
export function allListed(forward: Forward, inputs: readonly Reference[], { mistakes, layer }: Cursor): boolean {
  const known = new Set(inputs.map(({ name }) => name));
  return [...forward.values()].every((expression) => {
    return orExpressionMistake(mistakes, layer, () => (checkNames(expression, known), true)) !== null;
  });
}
