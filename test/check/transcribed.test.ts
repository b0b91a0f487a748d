// What keeps a layer's code from being carried through, and what is a fault of the tool's own.

import { expect, it } from 'vitest';
import { carrierOf } from '../../src/check/transcribed';
import { Halt, type HandWritten } from '../../src/engine/hand-written';
import type { Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { forward } from '../../src/engine/run';
import { elementwise } from './layers';
import { Net } from './nets';

/** x², of which it is said to be `op`. */
function squareAs(op: Op, parts: Partial<HandWritten> = {}): HandWritten {
  const code = elementwise(
    (v) => v * v,
    (v) => 2 * v,
  );
  return {
    ...code,
    transcribe: () => ({ given: 1, entries: [{ op, operands: [0], attributes: {} }], outputs: [1] }),
    ...parts,
  };
}

function isCarried(code: HandWritten): boolean {
  const graph = new Net().input('x', [1, 2]).handLayer('Own', code, ['x']).layer('Loss', registry.Sum, ['Own']).graph();
  return carrierOf(graph, forward(graph)).graph !== graph;
}

const throwing = (error: Error) => () => {
  throw error;
};
const { Square, Neg } = registry;

it('carries through what the transcript computes to the bit, and nothing else', () => {
  expect(isCarried(squareAs(Square))).toBe(true);
  expect(isCarried(squareAs(Neg))).toBe(false);
});

it('leaves code alone that throws where it is taken down, or at other points', () => {
  expect(isCarried(squareAs(Square, { transcribe: throwing(new TypeError('theirs')) }))).toBe(false);
  expect(isCarried(squareAs(Square, { forward: throwing(new RangeError('theirs')) }))).toBe(false);
});

it('does not take limits for something that the layer does', () => {
  expect(() => isCarried(squareAs(Square, { transcribe: throwing(new Halt('over')) }))).toThrow(Halt);
});

it('lets its own faults surface', () => {
  const broken = { ...Square, forward: throwing(new TypeError('ours')) };
  expect(() => isCarried(squareAs(broken))).toThrow('ours');
});
