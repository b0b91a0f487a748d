// Large tensors of opaque code: a share of their elements one by one, and the rest together.
import { describe, expect, it } from 'vitest';
import { registry } from '../../src/engine/ops';
import type { HandWritten } from '../../src/engine/hand-written';
import { randomStream } from '../../src/engine/random';
import { tensor, type Tensor } from '../../src/engine/tensor';
import { UNCHECKED } from '../../src/check/verdict';
import { elementwise } from './hand-layers';
import { handWritten } from './hand-written';
import { Net, check, type Outcome } from './nets';

const SIZE = 5000;
const random = randomStream(1, 'large');
const draw = (): Tensor =>
  tensor(
    [SIZE],
    Array.from({ length: SIZE }, () => random.normal()),
  );
const [x, k] = [draw(), draw()];

/** y = x k, whose gradient by k is wrong by a factor at one element. */
function scale(wrong: number, factor: number): HandWritten {
  return handWritten({
    type: 'Scale',
    inputs: ['x'],
    params: ['k'],
    make() {
      let [given, own]: Tensor[] = [];
      return {
        forward([value], params) {
          [given, own] = [value, params.k];
          return [{ shape: value.shape, data: value.data.map((v, i) => v * own.data[i]) }];
        },
        backward: ([dout]) => ({
          inputs: [{ ...dout, data: dout.data.map((g, i) => g * own.data[i]) }],
          params: { k: { ...dout, data: dout.data.map((g, i) => g * given.data[i] * (i === wrong ? factor : 1)) } },
        }),
      };
    },
  });
}

const run = (wrong = -1, factor = 1, sample?: number): Outcome =>
  check(
    new Net()
      .input('x', x)
      .param('k', k)
      .handLayer('Scale', scale(wrong, factor), ['x'], { k: 'k' })
      .layer('Tanh', registry.Tanh, ['Scale'])
      .layer('Loss', registry.Sum, ['Tanh']),
    { tensors: ['k'], ...(sample !== undefined && { sample }) },
  );

describe('a large tensor of opaque code', { timeout: 60_000 }, () => {
  const right = run();
  const unchecked = right.checked.tensors[0].verdicts.indexOf(UNCHECKED);

  it('passes by a share of its elements, and says how many', () => {
    const { status, checked, elements } = right.reports.k;
    expect({ status, elements }).toEqual({ status: 'pass', elements: SIZE });
    expect(checked).toBeGreaterThanOrEqual(256);
    expect(checked).toBeLessThan(SIZE);
  });

  it('fails by the one element that is wrong among those left out, for which all are checked', () => {
    const { reports } = run(unchecked, 2);
    expect(reports.k).toMatchObject({ status: 'fail', failed: 1, checked: SIZE, worst: { index: [unchecked] } });
  });

  it('is checked as far as is asked for', () => {
    expect(run(-1, 1, SIZE).reports.k).toMatchObject({ status: 'pass', checked: SIZE });
    expect(run(-1, 1, 10).reports.k).toMatchObject({ status: 'pass', checked: 10 });
  });

  it('whose values are rounded is undecided by its share', () => {
    const rounding = elementwise(
      'Rounding',
      (v) => Math.round(v * 1e4) / 1e4,
      () => 1,
    );
    const net = new Net()
      .input('x', x)
      .handLayer('Rounding', rounding, ['x'])
      .layer('Loss', registry.Sum, ['Rounding']);
    const { status, failed } = check(net, { tensors: ['x'] }).reports.x;
    expect({ status, failed }).toEqual({ status: 'undecided', failed: 0 });
  });
});
