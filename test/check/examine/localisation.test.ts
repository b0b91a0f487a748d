// Which layer is guilty, of which operand, and what is wrong only because of it.

import { describe, expect, it } from 'vitest';
import type { HandWritten } from '../../../src/engine/hand-written';
import { registry } from '../../../src/engine/ops';
import { zeros, type Tensor } from '../../../src/engine/tensor';
import { Net, withVjp } from '../nets';
import { examined } from './examined';
import { affine, elementwise, map, softmaxWithLoss, tanh, transpose, unary } from '../layers';
import { normal } from './values';

const places = (faults: readonly { layer: string; input: string | null; tensor: string }[]): string[] =>
  faults.map(({ layer, input, tensor }) => `${layer} ${input} ${tensor}`);

/** Eight affine layers and tanh in turn. */
function deep(mistakes: Readonly<Record<string, HandWritten>>): Net {
  const net = new Net().input('x', normal([4, 3], 'x')).input('t', normal([4, 3], 't'));
  let last = 'x';
  for (let k = 1; k <= 8; k++) {
    net.param(`W${k}`, normal([3, 3], `W${k}`, 0.6)).param(`b${k}`, normal([3], `b${k}`, 0.1));
    net.handLayer(`Affine${k}`, mistakes[`Affine${k}`] ?? affine(), [last], { W: `W${k}`, b: `b${k}` });
    net.handLayer(`Tanh${k}`, mistakes[`Tanh${k}`] ?? tanh(), [`Affine${k}`]);
    last = `Tanh${k}`;
  }
  return net.layer('Loss', registry.MeanSquaredError, [last, 't']);
}

const double = (t: Tensor): Tensor => map(t, (v) => 2 * v);

describe('in a deep network', () => {
  it('finds two faults of two layers, the nearest to the loss first, and tells what is inherited', () => {
    const { faults, inherited, warnings } = examined(
      deep({ Affine6: affine({ dW: double }), Tanh3: tanh((_x, y) => 1 - y) }),
    );
    expect(places(faults)).toEqual(['Affine6 W W6', 'Tanh3 x Affine3.out']);
    expect([...inherited].sort()).toEqual(
      ['Affine1.out', 'Affine2.out', 'Tanh1.out', 'Tanh2.out', 'W1', 'W2', 'W3', 'b1', 'b2', 'b3', 'x'].sort(),
    );
    expect(warnings).toEqual([]);
  });

  it('names every wrong operand of a layer', () => {
    const wrong = affine({ dW: transpose, db: double, dx: double });
    const { faults } = examined(deep({ Affine4: wrong }));
    expect(places(faults)).toEqual(['Affine4 x Tanh3.out', 'Affine4 W W4', 'Affine4 b b4']);
  });

  it('finds the layer before one that lets nothing through', () => {
    const { faults } = examined(deep({ Tanh6: tanh(() => 0), Tanh2: tanh((_x, y) => 1 - y) }));
    expect(places(faults)).toEqual(['Tanh6 x Affine6.out', 'Tanh2 x Affine2.out']);
  });

  it('finds nothing where all is right', () => {
    const { faults, warnings, inherited } = examined(deep({}));
    expect([faults, warnings, [...inherited]]).toEqual([[], [], []]);
  });
});

it('finds the guilty branch of a residual network', () => {
  const net = new Net()
    .input('x', normal([4, 3], 'x'))
    .param('W', normal([3, 3], 'W'))
    .param('b', normal([3], 'b'))
    .handLayer('Tanh1', tanh(), ['x'])
    .handLayer('Affine1', affine({ dx: transposedFirst }), ['Tanh1'], { W: 'W', b: 'b' })
    .layer('Add1', registry.Add, ['Tanh1', 'Affine1'])
    .handLayer('Tanh2', tanh(), ['Add1'])
    .layer('Sum1', registry.Sum, ['Tanh2']);
  const { faults, inherited } = examined(net);
  expect(places(faults)).toEqual(['Affine1 x Tanh1.out']);
  expect([...inherited]).toEqual(['x']);
});

/** The first row's gradient is another one's. */
const transposedFirst = (t: Tensor): Tensor => map(t, (v, i) => (i < t.shape[1] ? v + 1 : v));

it('finds a gradient that was not returned, and one of the wrong shape', () => {
  const missing = affine({ db: () => zeros([1, 3]) });
  const nothing = unary('Tanh', () => ({
    forward: ([x]) => [map(x, Math.tanh)],
    backward: () => ({ inputs: [] }),
  }));
  expect(places(examined(deep({ Affine5: missing })).faults)).toEqual(['Affine5 b b5']);
  expect(places(examined(deep({ Tanh5: nothing })).faults)).toEqual(['Tanh5 x Affine5.out']);
});

it('says of an instance that is used twice that it had kept what its other call left', () => {
  const shared = tanh();
  const { faults } = examined(deep({ Tanh2: shared, Tanh5: shared }));
  expect(faults.map(({ layer, code }) => `${layer}: ${code}`)).toEqual(['Tanh2: stale-cache']);
});

it('finds a mistake in one of nine hundred elements', () => {
  const net = new Net()
    .input('x', normal([30, 30], 'x'))
    .handLayer('Tanh1', unary('Tanh', tanhBut(567)), ['x'])
    .layer('Sum1', registry.Mean, ['Tanh1']);
  expect(places(examined(net).faults)).toEqual(['Tanh1 x x']);
});

const tanhBut = (wrong: number) => () => {
  let y: Tensor;
  return {
    forward: ([x]: readonly Tensor[]) => [(y = map(x, Math.tanh))],
    backward: ([dout]: readonly Tensor[]) => ({
      inputs: [map(dout, (g, i) => (i === wrong ? 0 : g * (1 - y.data[i] ** 2)))],
    }),
  };
};

it('warns of a mistake that the cotangents of this network hide', () => {
  // Under a sum every dout is 1: an average of them makes no difference.
  const averaging = unary('Square', () => {
    let x: Tensor;
    return {
      forward([given]) {
        x = given;
        return [map(x, (v) => v * v)];
      },
      backward([dout]) {
        const mean = Array.from(dout.data).reduce((a, b) => a + b, 0) / dout.data.length;
        return { inputs: [map(x, (v) => 2 * v * mean)] };
      },
    };
  });
  const net = new Net()
    .input('x', normal([4, 3], 'x'))
    .handLayer('Square1', averaging, ['x'])
    .layer('Sum1', registry.Sum, ['Square1']);
  const { brief, warned } = examined(net);
  expect([brief, warned]).toEqual([[], ['Square1 vacuous-check x hidden-by-cotangent']]);
});

it('names a built-in layer whose gradient is wrong, for want of another', () => {
  const wrong = withVjp(registry.Sigmoid, ({ dout, grads: [dx] }) => {
    for (let i = 0; i < dx!.data.length; i++) dx!.data[i] += dout.data[i];
  });
  const net = new Net()
    .input('x', normal([4, 3], 'x'))
    .handLayer('Tanh1', tanh(), ['x'])
    .layer('Sigmoid1', wrong, ['Tanh1'])
    .layer('Sum1', registry.Sum, ['Sigmoid1']);
  const { faults, inherited } = examined(net);
  expect(faults).toEqual([
    {
      layer: 'Sigmoid1',
      input: 'x',
      tensor: 'Tanh1.out',
      code: 'unknown',
      confidence: 0.5,
      evidence: { alone: 'wrong' },
    },
  ]);
  expect([...inherited]).toEqual(['x']);
});

it('takes what is not harmful here for a warning, even where another layer is guilty', () => {
  const labels = zeros([4, 3]);
  for (let row = 0; row < 4; row++) labels.data[row * 3 + (row % 3)] = 1;
  const net = new Net()
    .input('x', normal([4, 3], 'x'))
    .input('t', labels, false)
    .handLayer(
      'Wrong',
      elementwise(Math.sin, (x) => x),
      ['x'],
    )
    .handLayer('Loss', softmaxWithLoss({ ignoresDout: true }), ['Wrong', 't']);
  const { faults, warned } = examined(net);
  expect(places(faults)).toEqual(['Wrong x x']);
  expect(warned).toEqual(['Loss ignores-dout']);
});
