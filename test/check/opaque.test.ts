// Layers of which nothing is known but their results, and perhaps the decisions that they take.

import { describe, expect, it } from 'vitest';
import { registry } from '../../src/engine/ops';
import { TIED, type Decisions } from '../../src/engine/op';
import { buildOpaque, type HandWritten } from '../../src/engine/hand-written';
import { elementwise } from './layers';
import { Net, check } from './nets';

/** relu(x) - relu(-x) with its comparisons recorded: two decisions per element, each with a subgradient of its own. */
function pairOfRelus(slopeAtZero: number): HandWritten {
  let taken: number[] = [];
  let holds: ReadonlyMap<number, number> = new Map();
  const decisions: Decisions = {
    taken: () => Int32Array.from(taken),
    tied: () => [0, 1],
    hold: (branches) => (holds = branches),
  };
  const mask = (v: number): number => {
    taken.push(v === 0 ? TIED : v > 0 ? 1 : 0);
    return holds.get(taken.length - 1) ?? (v > 0 ? 1 : 0);
  };
  const pair = elementwise(
    (v) => v * mask(v) + v * mask(-v),
    (v) => (v === 0 ? slopeAtZero : 1),
  );
  const recorded = (code: HandWritten): HandWritten => ({
    ...code,
    decisions,
    forward(inputs, params) {
      taken = [];
      return code.forward(inputs, params);
    },
  });
  const code = recorded(pair);
  // What the graph runs is the code that records.
  return { ...code, build: (...given) => buildRecorded(code, ...given) };
}

function buildRecorded(code: HandWritten, ...[builder, name, inputs]: Parameters<HandWritten['build']>) {
  const shapes = inputs.map(({ value }) => value.shape);
  return buildOpaque(builder, code, 'Pair', name, [inputs[0].id], new Map(), shapes);
}

const statusAt = (x: number[][], code: HandWritten, dtype?: 'float32'): string =>
  check(
    new Net(dtype)
      .input('x', x)
      .handLayer('Layer1', code, ['x'])
      .layer('Tanh1', registry.Tanh, ['Layer1'])
      .layer('Sum1', registry.Sum, ['Tanh1']),
  ).statuses.x;

describe('decisions that code records', () => {
  it.each([0, 0.5, 1, 2])('make a kink where each is tied by itself: a slope of %f is accepted', (slope) => {
    expect(statusAt([[0, 0.3]], pairOfRelus(slope))).toBe('kink');
  });

  it.each([-0.5, 2.5])('refuse a slope of %f, which no branches give', (slope) => {
    expect(statusAt([[0, 0.3]], pairOfRelus(slope))).toBe('fail');
  });
});

describe('plain numbers', () => {
  const relu = (slope: (x: number) => number) => elementwise((x) => (x > 0 ? x : 0), slope);

  it.each([0, 0.25, 1])('are suspected of a kink at 0, where a slope of %f lies between both sides', (slope) => {
    expect(
      statusAt(
        [[0, 0.3]],
        relu((x) => (x === 0 ? slope : x > 0 ? 1 : 0)),
      ),
    ).toBe('kink');
  });

  it.each([-1, 2])('fail at a kink with a slope of %f, outside both sides', (slope) => {
    expect(
      statusAt(
        [[0, 0.3]],
        relu((x) => (x === 0 ? slope : x > 0 ? 1 : 0)),
      ),
    ).toBe('fail');
  });

  it.each([1e-3, 1e-5, 1e-7, -1e-5])('pass at %f beside a kink', (x) => {
    expect(
      statusAt(
        [[x, 0.9]],
        relu((v) => (v > 0 ? 1 : 0)),
      ),
    ).toBe('pass');
  });

  it.each([1e-3, 1e-5, -1e-5])('fail at %f beside a kink with the slope of its other side', (x) => {
    expect(
      statusAt(
        [[x, 0.9]],
        relu((v) => (v === 0.9 || v < 0 ? 1 : 0)),
      ),
    ).toBe('fail');
  });

  const smooth = (x: number): number => Math.sin(3 * x) * x;
  const derivative = (x: number): number => Math.sin(3 * x) + 3 * x * Math.cos(3 * x);
  it.each([
    ['twice too large', (x: number) => 2 * derivative(x)],
    ['of the wrong sign', (x: number) => -derivative(x)],
    ['without a term', (x: number) => Math.sin(3 * x)],
    ['off by a thousandth', (x: number) => 1.001 * derivative(x)],
  ])('fail at smooth points where a gradient is %s', (_, slope) => {
    expect(statusAt([[0.7, -1.2, 0]], elementwise(smooth, slope))).toBe('fail');
  });

  it.each([undefined, 'float32' as const])('pass at smooth points where it is right (%s)', (dtype) => {
    expect(statusAt([[0.7, -1.2, 0]], elementwise(smooth, derivative), dtype)).toBe('pass');
  });
});

it('leaves what depends on code that changes from run to run open, and says so once', () => {
  let runs = 0;
  const code = elementwise(
    (x) => x * (1 + 0.1 * runs++),
    () => 5,
  );
  const { statuses, checked } = check(
    new Net()
      .input('x', [[0.5, -1]])
      .handLayer('Layer1', code, ['x'])
      .layer('Tanh1', registry.Tanh, ['Layer1'])
      .layer('Sum1', registry.Sum, ['Tanh1']),
  );
  expect(statuses).toEqual({ x: 'undecided', 'Layer1.out': 'pass', 'Tanh1.out': 'pass', 'Sum1.out': 'pass' });
  expect(checked.warnings).toEqual([{ code: 'nondeterministic', layer: 'Layer1' }]);
});
