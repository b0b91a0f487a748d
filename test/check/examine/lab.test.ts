// The bench on which a wrong gradient is measured again.

import { describe, expect, it } from 'vitest';
import { checkGradients, DEFAULT_SETTINGS, type Checked } from '../../../src/check';
import type { Case, Lab, Variation } from '../../../src/check/diagnosis/case';
import { guiltOf } from '../../../src/check/examine/guilt';
import { labOf } from '../../../src/check/examine/lab';
import { handSubjectOf } from '../../../src/check/examine/subject';
import { Halt } from '../../../src/engine/hand-written';
import { registry } from '../../../src/engine/ops';
import { filled, zeros, type Tensor } from '../../../src/engine/tensor';
import { Net } from '../nets';
import { finish } from './examined';
import { affine, dot, map, softmaxWithLoss, sumRows, transpose, unary } from '../layers';
import { normal } from './values';

/** The bench of the one operand of a layer that is wrong. */
function labIn(net: Net, layer: string): Lab {
  const graph = net.graph();
  const cotangent = filled(graph.values[graph.output].shape, 1);
  const checked: Checked = finish(checkGradients({ graph, cotangent, settings: DEFAULT_SETTINGS }));
  const subject = handSubjectOf(
    graph,
    checked.tape,
    graph.layers.find(({ name }) => name === layer)!,
  )!;
  const guilt = finish(guiltOf(subject, checked));
  const [[operand, run]] = [...guilt.wrong];
  return labOf(guilt.bench, operand, run);
}

const measured = (lab: Lab, variation: Variation): Case | null => finish(lab.measure(variation));

/** Rows, width and units are all 3. */
const square = (): Net =>
  new Net()
    .input('x', normal([3, 3], 'x'))
    .param('W', normal([3, 3], 'W'))
    .param('b', normal([3], 'b'))
    .handLayer('Affine1', affine({ dW: transpose }), ['x'], { W: 'W', b: 'b' })
    .layer('Tanh1', registry.Tanh, ['Affine1'])
    .layer('Mean1', registry.Mean, ['Tanh1']);

const expectNear = (a: Tensor | null, b: Tensor): void => {
  expect(a?.shape).toEqual(b.shape);
  b.data.forEach((value, i) => expect(a!.data[i]).toBeCloseTo(value, 6));
};

describe('of an affine layer whose dW is transposed', () => {
  it('holds what was met: operands by name, the true gradient, what was returned', () => {
    const { met } = labIn(square(), 'Affine1');
    expect(met).toMatchObject({ layer: 'Affine1', operand: 'W', kind: 'param' });
    expect([[...met.inputs.keys()], [...met.params.keys()], [...met.outputs.keys()]]).toEqual([
      ['x'],
      ['W', 'b'],
      ['out'],
    ]);
    const right = dot(transpose(met.inputs.get('x')!), met.douts.get('out')!);
    expectNear(met.truth, right);
    expectNear(met.found, transpose(right));
    expectNear(met.returned.get('b')!, sumRows(met.douts.get('out')!));
    expect(met.bound).toBeLessThan(1e-6);
  });

  it('measures at another batch, and at widths that no longer coincide', () => {
    const lab = labIn(square(), 'Affine1');
    const again = measured(lab, { batch: 5, widths: 'distinct', seed: 1 })!;
    const shapes = [again.inputs.get('x')!, again.params.get('W')!, again.params.get('b')!].map(({ shape }) => shape);
    expect(shapes).toEqual([[5, 4], [4, 6], [6]]);
    expectNear(again.truth, dot(transpose(again.inputs.get('x')!), again.douts.get('out')!));
    expect(again.found!.shape).toEqual([6, 4]);
  });

  it('draws other values, or keeps them and scales the cotangents', () => {
    const lab = labIn(square(), 'Affine1');
    const other = measured(lab, { seed: 2 })!;
    expect(other.inputs.get('x')!.data).not.toEqual(lab.met.inputs.get('x')!.data);
    const kept = measured(lab, { seed: 2, keep: 'values', scale: 3 })!;
    expect(kept.inputs.get('x')!.data).toEqual(lab.met.inputs.get('x')!.data);
    expectNear(
      kept.truth,
      map(lab.met.truth, (v) => 3 * v),
    );
  });
});

it('keeps one-hot rows one-hot, and as wide as the scores', () => {
  const t = zeros([3, 3]);
  [0, 2, 1].forEach((label, row) => (t.data[row * 3 + label] = 1));
  const twice = softmaxWithLoss();
  const net = new Net()
    .input('x', normal([3, 3], 'x', 0.3))
    .input('t', t, false)
    .handLayer(
      'Loss',
      {
        ...twice,
        backward(call) {
          const { inputs, params } = twice.backward(call);
          return { inputs: inputs.map((dx) => dx && map(dx, (v) => 2 * v)), params };
        },
        fresh: () => null,
      },
      ['x', 't'],
    );
  const again = measured(labIn(net, 'Loss'), { batch: 4, widths: 'distinct', seed: 1 })!;
  expect([...again.inputs.values()].map(({ shape }) => shape)).toEqual([
    [4, 5],
    [4, 5],
  ]);
  const rows = sumRows(transpose(again.inputs.get('t')!));
  expect([...rows.data]).toEqual([1, 1, 1, 1]);
});

it('runs another forward pass first, and backward several times', () => {
  const stale = unary('Square', () => {
    let kept: Tensor | null = null;
    let sum: Tensor | null = null;
    return {
      forward([x]) {
        kept ??= x;
        return [map(x, (v) => v * v)];
      },
      backward([dout]) {
        const dx = map(dout, (g, i) => g * kept!.data[i]);
        const before = sum;
        return { inputs: [(sum = before ? map(dx, (v, i) => v + before.data[i]) : dx)] };
      },
    };
  });
  const net = new Net()
    .input('x', normal([2, 3], 'x'))
    .handLayer('Square1', stale, ['x'])
    .layer('Mean1', registry.Mean, ['Square1']);
  const lab = labIn(net, 'Square1');
  const once = measured(lab, { seed: 1, keep: 'values' })!;
  const thrice = measured(lab, { seed: 1, keep: 'values', backwards: 3 })!;
  expectNear(
    thrice.found,
    map(once.found!, (v) => 3 * v),
  );
  const after = measured(lab, { seed: 1, keep: 'values', after: 'another-forward' })!;
  expectNear(after.truth, once.truth);
  expect(after.found!.data).not.toEqual(once.found!.data);
});

/** A layer with a wrong backward pass that throws at values which are not the network's. */
const picky = (isTaken: (x: Tensor) => boolean, error: () => Error): Net => {
  const code = unary('Picky', () => ({
    forward([x]) {
      if (!isTaken(x)) throw error();
      return [map(x, (v) => 2 * v)];
    },
    backward: ([dout]) => ({ inputs: [dout] }),
  }));
  return new Net()
    .input('x', normal([2, 3], 'x'))
    .handLayer('Picky1', code, ['x'])
    .layer('Mean1', registry.Mean, ['Picky1']);
};

const ofSix = ({ data }: Tensor): boolean => data.length === 6;

it('has nothing where the code cannot be run so', () => {
  const lab = labIn(
    picky(ofSix, () => new Error('six numbers, please')),
    'Picky1',
  );
  expect(measured(lab, { batch: 5, seed: 1 })).toBeNull();
  expect(measured(lab, { seed: 1 })).not.toBeNull();
});

it('ends where the code is ended, at other sizes as at other values', () => {
  const ended = (): Error => new Halt('beyond its limits');
  expect(() => measured(labIn(picky(ofSix, ended), 'Picky1'), { batch: 5, seed: 1 })).toThrow(Halt);
  let taken = true;
  const lab = labIn(
    picky(() => taken, ended),
    'Picky1',
  );
  taken = false;
  expect(() => measured(lab, { seed: 1 })).toThrow(Halt);
});
