// Breakpoints: from a line of the network's text, or a layer's name, to the positions that they hold up.

import type { Span } from '../engine/span';
import { t } from '../session/translate';
import { inTime, layerAt, stepAt, type Position, type Program, type Step } from './program';
import { timeline } from './stepper';

/** A part of the text at which steps stand. */
export interface Place {
  readonly span: Span;
  readonly positions: readonly Position[];
}

export interface Breakpoint {
  readonly id: number;
  readonly kind: 'line' | 'function';
  /** Empty where it cannot hold up anything; then the message says why. */
  readonly positions: readonly Position[];
  readonly span: Span | null;
  readonly message: string | null;
  readonly condition: string | null;
  readonly logMessage: string | null;
}

/** What was asked of a breakpoint beside its place. */
export type Asked = Pick<Breakpoint, 'id' | 'condition' | 'logMessage'>;

/** A layer's own text stands for both passes, the text of its backward pass for that alone. */
export function placesOf(program: Program): Place[] {
  const places = new Map<string, { span: Span; positions: Position[] }>();
  const add = (span: Span | null, position: Position): void => {
    if (!span) return;
    const key = JSON.stringify(span);
    const place = places.get(key) ?? { span, positions: [] };
    place.positions.push(position);
    places.set(key, place);
  };
  const texts = new Map(program.forward.map(({ name, span }) => [name, span]));
  for (const at of timeline(program)) {
    const { name, span } = stepAt(program, at);
    add(span, at);
    const text = texts.get(name) ?? null;
    if (at.pass === 'backward' && at.inner === null && text !== span) add(text, at);
  }
  return [...places.values()];
}

/** The innermost text that holds the line, and all that begins beside it; with a column, that alone. */
export function lineBreakpoint(places: readonly Place[], asked: Asked, line: number, column?: number): Breakpoint {
  const holding = places
    .filter(({ span }) => span.line <= line && line <= span.endLine)
    .sort((a, b) => b.span.line - a.span.line || a.span.column - b.span.column);
  const beside = holding.filter(({ span }) => span.line === holding[0].span.line);
  const chosen = column === undefined ? beside : beside.filter(({ span }) => span.column <= column).slice(-1);
  const all = chosen.length > 0 ? chosen : beside.slice(0, 1);
  if (all.length === 0) return { ...asked, ...nowhere('line', t('No layer is written here.')) };
  return {
    ...asked,
    kind: 'line',
    positions: all.flatMap(({ positions }) => positions),
    span: all[0].span,
    message: null,
  };
}

export function functionBreakpoint(program: Program, asked: Asked, name: string): Breakpoint {
  const named = ({ name: one }: Step): boolean => one === name;
  const positions = [...timeline(program)].filter((at) => at.inner === null && named(layerAt(program, at)));
  if (positions.length === 0) return { ...asked, ...nowhere('function', t('There is no layer {0}.', name)) };
  const span = program.forward.find(named)?.span ?? null;
  return { ...asked, kind: 'function', positions, span, message: null };
}

function nowhere(kind: Breakpoint['kind'], message: string): Omit<Breakpoint, keyof Asked> {
  return { kind, positions: [], span: null, message };
}

export function holdsUp({ positions }: Breakpoint, at: Position): boolean {
  return positions.some((one) => inTime(one, at) === 0);
}

/** `value {norm(grad)} at {x}` as what stands between braces and what does not. */
export function logParts(message: string): { readonly text: string; readonly expression: string | null }[] {
  return message.split(/\{([^{}]*)\}/).map((text, k) => ({ text, expression: k % 2 === 1 ? text : null }));
}
