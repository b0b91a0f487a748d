// Whole networks of hand-written layers: the book's, a published exercise, several faults at once, faults of wiring.

import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckReport, Fault } from '../../src/check/report';
import { checkFile } from '../../src/session/session';
import { checkedText } from './tally';

const EXAMPLES = path.join(import.meta.dirname, '../../examples');

async function example(name: string): Promise<CheckReport> {
  const file = path.join(EXAMPLES, name);
  const { report } = await checkFile(
    {
      file: name,
      text: await fs.readFile(file, 'utf8'),
      files: { read: (beside) => fs.readFile(path.join(path.dirname(file), beside)) },
    },
    {
      signal: { aborted: false },
      progress: () => undefined,
      now: () => performance.now(),
      breathe: () => Promise.resolve(),
    },
  );
  if (report.status === 'error') throw new Error(JSON.stringify(report.errors));
  return report;
}

const brief = ({ layer, input, code }: Fault): string => `${layer} ${input ?? 'wiring'}: ${code}`;

describe('the book', () => {
  it('its layers pass, and are warned of what they do to dout', async () => {
    const report = await example('book/layers.grad.ts');
    expect([report.status, report.faults]).toEqual(['pass', []]);
    expect(report.warnings.map(({ code, layer }) => `${layer}: ${code}`)).toEqual([
      'Loss: ignores-dout',
      'Relu1: mutates-dout',
    ]);
  });

  it('its TwoLayerNet passes through its own gradient(), with the same warnings', async () => {
    const report = await example('book/two-layer-net.grad.ts');
    expect([report.status, report.faults]).toEqual(['pass', []]);
    expect(report.warnings.map(({ code, layer }) => `${layer}: ${code}`)).toEqual([
      'lastLayer: ignores-dout',
      'Relu1: mutates-dout',
    ]);
    const checked = report.tensors.filter(({ status }) => status === 'pass').map(({ name }) => name);
    expect(checked).toEqual(expect.arrayContaining(['x', 'W1', 'b1', 'W2', 'b2', 'Affine1.out', 'Relu1.out']));
  });

  it('its apple and orange have the gradients that it prints', async () => {
    const report = await example('book/apple-orange.grad.ts');
    const gradient = (name: string): unknown => report.tensors.find((tensor) => tensor.name === name)?.worst?.analytic;
    expect(report.status).toBe('pass');
    expect(report.loss).toBeCloseTo(715, 9);
    expect(['apple', 'apple_num', 'orange', 'orange_num', 'tax'].map(gradient).map(Number)).toEqual(
      [2.2, 110, 3.3, 165, 650].map((value) => expect.closeTo(value, 9) as number),
    );
  });
});

it('names the two faults of the published exercise as exactly those', async () => {
  const report = await example('faulty/gradient-checking.grad.ts');
  expect(report.faults.map(({ input, code, evidence }) => [input, code, evidence.factor])).toEqual([
    ['b1', 'scaled', expect.closeTo(4, 6)],
    ['W2', 'scaled', expect.closeTo(2, 6)],
  ]);
});

const LAYERS = `import { affine, input, layer, meanSquaredError, model, network, normal, type Tensor } from 'gradient-debugger';

class Tanh {
  y;
  constructor(readonly wrong = false) {}
  forward(x: Tensor) { return (this.y = x.tanh()); }
  backward(dout: Tensor) { return dout.mul(this.wrong ? this.y.neg().add(1) : this.y.mul(this.y).neg().add(1)); }
}
class Affine {
  params; grads = {}; x;
  constructor(W: Tensor, b: Tensor, readonly factor = 1) { this.params = { W, b }; }
  forward(x: Tensor) { this.x = x; return x.dot(this.params.W).add(this.params.b); }
  backward(dout: Tensor) {
    this.grads = { W: this.x.T.dot(dout).mul(this.factor), b: dout.sum(0) };
    return dout.dot(this.params.W.T);
  }
}
`;

it('finds two faults in one deep network, and tells what is inherited', async () => {
  const report = await checkedText(
    'deep.grad.ts',
    `${LAYERS}
export default network('Deep', () => {
  let h = input('x', normal([4, 3], 1));
  for (let k = 1; k <= 8; k++) {
    h = layer(new Affine(normal([3, 3], 0.6), normal([3], 0.1), k === 6 ? 2 : 1), h, { name: \`Affine\${k}\` });
    h = layer(new Tanh(k === 3), h, { name: \`Tanh\${k}\` });
  }
  return meanSquaredError(h, input('t', normal([4, 3], 1)));
});`,
  );
  expect(report.faults.map(brief)).toEqual(['Affine6 W: scaled', 'Tanh3 x: tanh-factor-missing']);
  const inherited = report.tensors.filter((tensor) => tensor.inherited).map(({ name }) => name);
  expect(inherited).toEqual(expect.arrayContaining(['x', 'Affine1.W', 'Affine1.out', 'Tanh2.out', 'Affine3.W']));
  expect(inherited).not.toContain('Affine6.W');
  expect(inherited).not.toContain('Affine3.out');
});

it('says of a layer used twice that its second call overwrites what its first had kept', async () => {
  const report = await checkedText(
    'twice.grad.ts',
    `${LAYERS}
export default network('Twice', () => {
  const tanh = new Tanh();
  const x = input('x', normal([4, 3], 1));
  const h = layer(tanh, affine(x, 3), { name: 'First' });
  const y = layer(tanh, affine(h, 3), { name: 'Second' });
  return meanSquaredError(y, input('t', normal([4, 3], 1)));
});`,
  );
  expect(report.faults.map(brief)).toEqual(['First x: stale-cache']);
});

const residual = (backward: string): string => `${LAYERS}
class Residual {
  params = { W1: normal([3, 3], 0.5), b1: normal([3], 0.1), W2: normal([3, 3], 0.5), b2: normal([3], 0.1) };
  layers = {
    Affine1: new Affine(this.params.W1, this.params.b1),
    Tanh1: new Tanh(),
    Affine2: new Affine(this.params.W2, this.params.b2),
    Tanh2: new Tanh(),
  };
  loss(x: Tensor) {
    const { Affine1, Tanh1, Affine2, Tanh2 } = this.layers;
    const h = Tanh1.forward(Affine1.forward(x));
    const y = h.add(Affine2.forward(h));
    return Tanh2.forward(y).sum();
  }
  gradient(x: Tensor) {
    const { Affine1, Tanh1, Affine2, Tanh2 } = this.layers;
    const out = this.loss(x);
    const ones = x.mul(0).add(1);
    const dy = Tanh2.backward(ones);
    ${backward}
    return { W1: Affine1.grads.W, b1: Affine1.grads.b, W2: Affine2.grads.W, b2: Affine2.grads.b };
  }
}
export default model('Residual', new Residual(), { inputs: { x: normal([4, 3], 1) }, loss: 'loss', gradient: 'gradient' });
`;

describe('a model that wires its own passes', () => {
  it('is right', async () => {
    const report = await checkedText(
      'right.grad.ts',
      residual('Affine1.backward(Tanh1.backward(dy.add(Affine2.backward(dy))));'),
    );
    expect([report.status, report.faults]).toEqual(['pass', []]);
  });

  it.each([
    [
      'overwrites one branch by the other',
      'Affine1.backward(Tanh1.backward(Affine2.backward(dy)));',
      'fan-out-overwritten',
    ],
    [
      'forgets the branch of the layer',
      'Affine2.backward(dy); Affine1.backward(Tanh1.backward(dy));',
      'fan-out-overwritten',
    ],
    [
      'counts one branch twice',
      'Affine1.backward(Tanh1.backward(dy.add(dy).add(Affine2.backward(dy))));',
      'accumulated-twice',
    ],
  ])('%s: a fault of wiring at Tanh1, not of a layer', async (_, backward, code) => {
    const report = await checkedText('wrong.grad.ts', residual(backward));
    expect(report.status).toBe('fail');
    expect(report.faults.map(brief)).toEqual([`Tanh1 wiring: ${code}`]);
  });
});
