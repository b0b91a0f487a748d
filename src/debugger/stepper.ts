// Moves through a program, on and back. Nothing is computed on the way: a checked network has all its numbers.

import { inTime, layerAt, type Pass, type Position, type Program } from './program';

export type Direction = 'on' | 'back';

export function start(): Position {
  return { pass: 'forward', step: 0, inner: null };
}

/** All positions, in the order of time. */
export function* timeline(program: Program): Generator<Position> {
  for (const pass of ['forward', 'backward'] as const satisfies readonly Pass[]) {
    for (const [step, { inside }] of program[pass].entries()) {
      for (const inner of inside.keys()) yield { pass, step, inner };
      yield { pass, step, inner: null };
    }
  }
}

/**
 * The step beside this one. Past the last one inside of a layer comes the layer as a whole, as a function returns to its
 * call; back from the first one, the layer before. Null at either end of the program.
 */
export function over(program: Program, at: Position, direction: Direction): Position | null {
  if (at.inner !== null) {
    const inner = at.inner + (direction === 'on' ? 1 : -1);
    if (inner >= 0 && inner < layerAt(program, at).inside.length) return { ...at, inner };
    if (direction === 'on') return out(at);
  }
  return direction === 'on' ? layerAfter(program, at) : layerBefore(program, at);
}

/** The first step inside of the layer; null where there is nothing inside. */
export function into(program: Program, at: Position): Position | null {
  return at.inner === null && layerAt(program, at).inside.length > 0 ? { ...at, inner: 0 } : null;
}

/** The layer as a whole. */
export function out(at: Position): Position {
  return { ...at, inner: null };
}

/** The first position from here that holds something up; null where the end comes first. */
export async function run<Hit>(
  program: Program,
  from: Position | null,
  direction: Direction,
  holds: (at: Position) => Promise<Hit | null>,
): Promise<{ readonly at: Position; readonly hit: Hit } | null> {
  const positions = [...timeline(program)];
  if (direction === 'back') positions.reverse();
  const sign = direction === 'on' ? 1 : -1;
  for (const at of positions) {
    if (from && sign * inTime(at, from) <= 0) continue;
    const hit = await holds(at);
    if (hit !== null) return { at, hit };
  }
  return null;
}

function layerAfter(program: Program, { pass, step }: Position): Position | null {
  if (step + 1 < program[pass].length) return { pass, step: step + 1, inner: null };
  return pass === 'forward' && program.backward.length > 0 ? { pass: 'backward', step: 0, inner: null } : null;
}

function layerBefore(program: Program, { pass, step }: Position): Position | null {
  if (step > 0) return { pass, step: step - 1, inner: null };
  return pass === 'backward' ? { pass: 'forward', step: program.forward.length - 1, inner: null } : null;
}
