// Hand-written layers whose code is opaque: what is known of it, what is suspected, and what is never hidden.
import { describe, expect, it } from 'vitest';
import type { HandWritten } from '../../src/engine/hand-written';
import { registry } from '../../src/engine/ops';
import type { CheckSettings } from '../../src/check/problem';
import { larger, plainAbs, plainRelu, relu, reluOfBoth, sigmoid } from './hand-layers';
import { affine, elementwise } from './layers';
import type { Tensor } from '../../src/engine/tensor';
import { handWritten } from './hand-written';
import { Net, check } from './nets';
import { Recording } from './recording';

const { Mul, Sum, Tanh } = registry;

const through = (x: readonly number[], code: HandWritten, settings: Partial<CheckSettings> = {}) =>
  check(
    new Net()
      .input('x', [...x])
      .handLayer('Act', code, ['x'])
      .layer('Loss', Sum, ['Act']),
    settings,
  );

const SMOOTH = [0.3, -1.2, 2.5, 0.01];

describe('decisions that code records', () => {
  it.each([0, 0.5, 1])('are a kink at their tie, whatever subgradient between both (%s)', (atZero) => {
    const { reports } = through([0, 1, -1], relu(atZero));
    expect(reports.x).toMatchObject({ status: 'kink', kinks: 1, undecided: 0 });
  });

  it.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [0.5, 0.5],
  ])('are tried independently: relu(x) - relu(-x) at 0 with %s and %s', (up, down) => {
    const { statuses } = through([0, 0, 1], reluOfBoth(up, down));
    expect(['pass', 'kink']).toContain(statuses.x);
  });

  it('fail outside of what their branches span', () => {
    const { reports } = through([0, 1], relu(-1));
    expect(reports.x).toMatchObject({ status: 'fail', failed: 1, worst: { index: [0] } });
  });

  it.each([1e-5, 1e-7, 1e-9, -1e-6])('that change within the step leave the ordinary verdict (%s)', (x) => {
    expect(through([x, 1], relu()).reports.x).toMatchObject({ status: 'pass', kinks: 0 });
  });

  it('of a tie that the layers before make: x against x', () => {
    const net = new Net().input('x', [0.5, -2]).handLayer('Big', larger(), ['x', 'x']).layer('Loss', Sum, ['Big']);
    expect(check(net).statuses.x).toBe('pass');
  });

  it('are another number of them on the other side, within the step', () => {
    const forked = (): HandWritten =>
      handWritten({
        type: 'Forked',
        inputs: ['x'],
        make() {
          const decisions = new Recording();
          let x: Tensor;
          // 0 below 0, x up to 1, then 2x - 1: the second question is put only above 0.
          const slope = (v: number): number => (decisions.greater(v, 0) ? 1 + decisions.greater(v, 1) : 0);
          return {
            decisions,
            forward: ([given]) => [
              { shape: given.shape, data: (x = given).data.map((v) => slope(v) * v - (v > 1 ? 1 : 0)) },
            ],
            backward: ([dout]) => ({ inputs: [{ ...dout, data: dout.data.map((g, i) => g * slope(x.data[i])) }] }),
          };
        },
      });
    for (const x of [1e-6, -1e-6]) expect(through([x, 2, 0.5], forked()).reports.x).toMatchObject({ status: 'pass' });
  });
});

describe('kinks that nothing tells of', () => {
  it.each([0, 0.5, 1])('are accepted between both slopes (%s)', (atZero) => {
    const { reports } = through([0, 1, -1], plainRelu(atZero));
    expect(['kink', 'pass']).toContain(reports.x.status);
    expect(reports.x.undecided).toBe(0);
  });

  it.each(['central', 'ridders', 'auto'] as const)('are accepted by %s', (method) => {
    expect(through([0, 1, -1], plainRelu(), { method }).reports.x.failed).toBe(0);
    expect(through([0, 1, -1], plainAbs(), { method }).reports.x.failed).toBe(0);
  });

  it('are accepted along directions of the whole tensor', () => {
    expect(through([0, 0, 1, -1], plainRelu(), { method: 'projection' }).statuses.x).not.toBe('fail');
  });

  it.each([-1, 2])('fail outside of both slopes (%s)', (atZero) => {
    const { reports } = through([0, 1], plainRelu(atZero));
    expect(reports.x).toMatchObject({ status: 'fail', failed: 1, worst: { index: [0] } });
  });

  it.each([1e-5, 1e-7, 1e-9, -1e-9, 3e-12])('beside the point do not fail a right gradient (%s)', (x) => {
    expect(through([x, 1, 2], plainRelu()).reports.x.failed).toBe(0);
    expect(through([x, 1, 2], plainAbs()).reports.x.failed).toBe(0);
  });

  it('of several elements at once are undecided at worst', () => {
    // Two units at 0 of inputs of either sign: slopes 1 and 2, while a relu that is off at 0 gives 0.
    const net = new Net()
      .input('x', [[1], [-2]])
      .param('W', [[0]])
      .param('b', [0])
      .handLayer('Affine', affine(), ['x'], { W: 'W', b: 'b' })
      .handLayer('Act', plainRelu(), ['Affine'])
      .constant('c', [[1], [-1]])
      .layer('Mul', Mul, ['Act', 'c'])
      .layer('Loss', Sum, ['Mul']);
    expect(Object.values(check(net).statuses)).not.toContain('fail');
  });
});

describe('a wrong gradient at a smooth point fails', () => {
  const wrong: readonly [string, (x: number, y: number) => number][] = [
    ['a factor 2', (_, y) => 2 * y * (1 - y)],
    ['a sign', (_, y) => -y * (1 - y)],
    ['a missing term', (_, y) => y],
    ['one part in a thousand', (_, y) => 1.001 * y * (1 - y)],
    ['nothing at all', () => 0],
    ['no number', () => NaN],
  ];
  const logistic = (slope: (x: number, y: number) => number): HandWritten =>
    elementwise((x) => 1 / (1 + Math.exp(-x)), slope, 'Logistic');

  it.each(wrong)('by %s', (_, slope) => {
    for (const method of ['auto', 'central', 'ridders'] as const) {
      expect(through(SMOOTH, logistic(slope), { method }).reports.x).toMatchObject({ failed: SMOOTH.length });
    }
  });

  it.each(wrong)('by %s, beside elements at hidden kinks', (_, slope) => {
    const net = new Net()
      .input('x', [...SMOOTH, 0])
      .handLayer('Act', plainRelu(), ['x'])
      .handLayer('Logistic', logistic(slope), ['Act'])
      .layer('Loss', Sum, ['Logistic']);
    const { reports } = check(net);
    expect(reports['Act.out'].failed).toBe(SMOOTH.length + 1);
    expect(reports.x.failed).toBeGreaterThanOrEqual(3);
  });

  it('in float32, by a factor 2', () => {
    const net = new Net('float32')
      .input('x', SMOOTH)
      .layer('Tanh', Tanh, ['x'])
      .handLayer(
        'Act',
        logistic((_, y) => 2 * y * (1 - y)),
        ['Tanh'],
      )
      .layer('Loss', Sum, ['Act']);
    expect(check(net).reports['Tanh.out']).toMatchObject({ status: 'fail', failed: SMOOTH.length });
  });

  it('in float32, by a factor 2 that code accumulates: its own pass alone is judged', () => {
    const scale = (times: number): HandWritten =>
      handWritten({
        type: 'Scale',
        inputs: ['x'],
        params: ['k'],
        make() {
          let [x, k]: Tensor[] = [];
          let sum = 0;
          return {
            forward: ([given], params) => [
              { shape: given.shape, data: (x = given).data.map((v) => v * (k = params.k).data[0]) },
            ],
            backward([dout]) {
              dout.data.forEach((g, i) => (sum += times * g * x.data[i]));
              const dk = { shape: k.shape, data: Float64Array.of(sum) };
              return { inputs: [{ ...dout, data: dout.data.map((g) => g * k.data[0]) }], params: { k: dk } };
            },
          };
        },
      });
    const statusOf = (times: number): string =>
      check(
        new Net('float32')
          .input('x', SMOOTH)
          .param('k', [0.7])
          .handLayer('Scale', scale(times), ['x'], { k: 'k' })
          .layer('Tanh', Tanh, ['Scale'])
          .layer('Loss', Sum, ['Tanh']),
      ).statuses.k;
    expect([statusOf(1), statusOf(2)]).toEqual(['pass', 'fail']);
  });

  it('where large curvature makes the sides differ', () => {
    const sharp = (factor: number): HandWritten =>
      elementwise(
        (x) => Math.tanh(300 * x),
        (_, y) => factor * 300 * (1 - y * y),
        'Sharp',
      );
    expect(through([0.002, -0.001, 0.003], sharp(1)).statuses.x).toBe('pass');
    expect(through([0.002, -0.001, 0.003], sharp(2)).reports.x.failed).toBe(3);
  });
});

describe('code that is no function of its operands', () => {
  const noisy = (): HandWritten => {
    let calls = 0;
    return elementwise(
      (x) => x + 1e-3 * Math.sin(++calls),
      () => 7,
      'Noisy',
    );
  };

  it('is undecided, never wrong, and the layer is named', () => {
    const net = new Net()
      .input('x', SMOOTH)
      .layer('Tanh', Tanh, ['x'])
      .handLayer('Noisy', noisy(), ['Tanh'])
      .handLayer('Act', sigmoid(), ['Noisy'])
      .layer('Loss', Sum, ['Act']);
    const { statuses, checked } = check(net);
    expect(statuses).toEqual({
      x: 'undecided',
      'Tanh.out': 'undecided',
      'Noisy.out': 'pass',
      'Act.out': 'pass',
      'Loss.out': 'pass',
    });
    expect(checked.warnings).toEqual([{ code: 'nondeterministic', layer: 'Noisy' }]);
  });
});

describe('code that rounds its values', () => {
  const rounding = (unit: number): HandWritten =>
    elementwise(
      (x) => Math.round(Math.sin(x) / unit) * unit,
      (x) => Math.cos(x),
      'Rounding',
    );
  const values = Array.from({ length: 60 }, (_, i) => 0.1 + 0.037 * i);

  it.each([1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.1, 1])('to %s does not fail', (unit) => {
    expect(through(values, rounding(unit)).reports.x.failed).toBe(0);
    expect(through(values, rounding(unit), { method: 'central' }).reports.x.failed).toBe(0);
  });

  it('to float32 does not fail, and is decided where steps are wide enough', () => {
    const single = elementwise(
      (x) => Math.fround(Math.sin(x)),
      (x) => Math.cos(x),
      'Single',
    );
    expect(through(values, single).reports.x.failed).toBe(0);
  });

  it.each([1e-12, 1e-10])('to %s does not hide a factor 2', (unit) => {
    const doubled = elementwise(
      (x) => Math.round(Math.sin(x) / unit) * unit,
      (x) => 2 * Math.cos(x),
      'Rounding',
    );
    expect(through(values, doubled).statuses.x).toBe('fail');
  });
});

it('evaluates an opaque node no more than four times for an element that passes', () => {
  let calls = 0;
  const counted = elementwise(
    (x) => {
      calls++;
      return x * x;
    },
    (x) => 2 * x,
    'Counted',
  );
  const x = Array.from({ length: 400 }, (_, i) => Math.sin(i + 1));
  const { statuses } = through(x, counted);
  expect(statuses.x).toBe('pass');
  expect(calls / x.length).toBeLessThan(4 * x.length + 250);
});
