// Failing networks, and the smallest that still fail as they do.

import { describe, expect, it } from 'vitest';
import { checkFile } from '../../src/session/session';
import { shrinkFile, type Shrunk } from '../../src/session/shrink';
import { Cancelled, type Work } from '../../src/session/types';
import { EXPRESSION_SUBJECTS, networkOf } from '../corpus/expressions';
import { programOf, SUBJECTS } from '../corpus/subjects';

const unattended = (aborted = false): Work => ({
  signal: { aborted },
  progress: () => {},
  now: () => performance.now(),
  breathe: () => Promise.resolve(),
});

const files = { read: (): Promise<Uint8Array> => Promise.reject(new Error('no such file')) };

async function shrunk(file: string, text: string): Promise<Shrunk> {
  const result = await shrinkFile({ file, text, files }, unattended());
  if (result.status !== 'shrunk') throw new Error(JSON.stringify(result));
  return result;
}

/** What the check says of the text by itself. */
async function faultsOf(file: string, text: string): Promise<string[]> {
  const { report } = await checkFile({ file, text, files }, unattended());
  if (report.status === 'error') throw new Error(JSON.stringify(report.errors));
  expect(report.status).toBe('fail');
  return report.faults.map(({ layer, input, code }) => `${layer} ${input} ${code}`);
}

/** The program of a bug of the corpus. */
function program(name: string, code: string): string {
  const subject = SUBJECTS.find((one) => one.name === name)!;
  const bug = subject.bugs.find((one) => one.code === code)!;
  const sizes = { N: 3, D: 4, M: 5 };
  return programOf(subject, bug, bug.sizes?.(sizes) ?? sizes, 3);
}

describe('a failing program', { timeout: 60_000 }, () => {
  it.each([
    ['Affine', 'sign-flipped', 4],
    ['Affine', 'transposed', 9],
    ['Affine', 'bias-one-row', 6],
    ['Relu', 'mask-omitted', 4],
    ['Relu', 'mask-from-dout', 4],
    ['Sigmoid', 'sigmoid-from-x', 2],
    ['SoftmaxWithLoss', 'softmax-target-missing', 5],
    ['SoftmaxWithLoss', 'not-divided-by-batch', 9],
    ['BatchNorm', 'batchnorm-variance-term', 6],
    ['Residual', 'fan-out-overwritten', 2],
  ])('of %s, %s, shrinks to few numbers and keeps its fault', async (name, code, most) => {
    const { text, layer, operand, code: found, elements } = await shrunk('c.grad.ts', program(name, code));
    expect(found).toBe(code);
    expect(elements).toBeLessThanOrEqual(most);
    expect(await faultsOf('c.grad.ts', text)).toContain(`${layer} ${operand} ${code}`);
  });

  it('is printed with what is right and what is wrong, element by element', async () => {
    const { text } = await shrunk('mlp.grad.ts', PROGRAM);
    expect(text.slice(text.indexOf('// The smallest')))
      .toBe(`// The smallest case of scaled in layer Relu1 of mlp.grad.ts, to be worked by hand.
// Forward: out = [[2]]
// The gradient of x, as the backward pass gives it, and as it should be:
//   dx[0, 0]  6  should be 3
export default network('MLP Relu1', () => {
  const guilty = new MyReLU();
  const dout = input('dout', [[3]]);
  return sum(mul(layer(guilty, input('x', [[2]]), { name: 'Relu1' }), dout));
});
`);
    expect(text).toContain(`import { mul, sum, affine, input, layer, network, normal, softmaxWithLoss, type Tensor }`);
  });
});

describe('a failing network of expressions', { timeout: 60_000 }, () => {
  it.each([
    ['Affine', 'missing-transpose', 10],
    ['Affine', 'bias-mean', 6],
    ['Relu', 'mask-inverted', 4],
    ['Tanh', 'tanh-from-x', 2],
    ['SoftmaxWithLoss', 'divided-by-size', 5],
  ])('of %s, %s, shrinks to few numbers and keeps its fault', async (name, code, most) => {
    const subject = EXPRESSION_SUBJECTS.find((one) => one.name === name)!;
    const bug = subject.bugs.find((one) => one.code === code)!;
    const sizes = { N: 3, D: 4, M: 5 };
    const whole = networkOf(subject, bug, bug.sizes?.(sizes) ?? sizes, 3);
    const { text, layer, operand, code: found, elements } = await shrunk('c.grad.json', whole);
    expect(found).toBe(code);
    expect(elements).toBeLessThanOrEqual(most);
    expect(text).toContain(JSON.stringify(bug.backward));
    expect(await faultsOf('c.grad.json', text)).toContain(`${layer} ${operand} ${code}`);
  });

  it('can be worked by hand: out = 2·3 + 3·7 ..., dx = 5·3 + 7·5 ...', async () => {
    const layerTypes = {
      Dense: {
        inputs: ['x'],
        params: { W: { shape: ['x.shape[1]', 'x.shape[1]'], normal: 1 } },
        forward: 'x * W',
        backward: { x: 'dout * W', W: "x' * dout" },
      },
    };
    const layers = [{ name: 'Dense1', type: 'Dense', inputs: 'x' }, { type: 'Sigmoid' }];
    const whole = { inputs: { x: { shape: [3, 4], normal: 1 } }, layerTypes, layers };
    const { text } = await shrunk('d.grad.json', JSON.stringify(whole));
    expect(text.slice(0, text.indexOf('{')))
      .toBe(`// The smallest case of missing-transpose in layer Dense1 of d.grad.json, to be worked by hand.
// Forward: out = [[27, 43]]
// The gradient of x, as the backward pass gives it, and as it should be:
//   dx[0, 0]   64  should be 50
//   dx[0, 1]  102  should be 112
`);
  });
});

const PROGRAM = `import { affine, input, layer, network, normal, softmaxWithLoss, type Tensor } from 'gradient-debugger';

class MyReLU {
  private mask!: Tensor;
  forward(x: Tensor) { this.mask = x.greater(0); return x.mul(this.mask); }
  backward(dout: Tensor) { return dout.mul(this.mask).mul(2); }
}

export default network('MLP', () => {
  const relu = new MyReLU();
  const x = input('x', normal([3, 4], 1));
  const h = layer(relu, affine(x, 5, { name: 'Affine1' }), { name: 'Relu1' });
  return softmaxWithLoss(affine(h, 3, { name: 'Affine2' }), input('t', [0, 2, 1]));
});
`;

describe('a layer of several outputs', () => {
  it('shrinks at the one that shows the fault', async () => {
    const text = `import { add, input, layer, network, normal, type Tensor } from 'gradient-debugger';
class Both {
  forward(x: Tensor) { return [x.mul(2), x.mul(3)]; }
  backward(da: Tensor, db: Tensor) { return da.mul(2).add(db); }
}
export default network('N', () => {
  const [a, b] = layer(new Both(), input('x', normal([2, 3], 1)), { name: 'Both1', outputs: ['a', 'b'] });
  return add(a, b);
});
`;
    const result = await shrunk('both.grad.ts', text);
    expect(result.text).toContain("{ name: 'Both1', outputs: ['a', 'b'] })[1], dout)");
    expect(result.elements).toBeLessThanOrEqual(4);
  });
});

describe('nothing is shrunk', () => {
  it('of a network that passes', async () => {
    const text = PROGRAM.replace('.mul(2)', '');
    const result = await shrinkFile({ file: 'mlp.grad.ts', text, files }, unattended());
    expect(result).toEqual({ status: 'refused', reason: 'passes', layers: [] });
  });

  it('of a layer whose making cannot be cut out of the text', async () => {
    const text = PROGRAM.replace('const relu = new MyReLU();', 'const [relu] = [new MyReLU()];');
    const result = await shrinkFile({ file: 'mlp.grad.ts', text, files }, unattended());
    expect(result).toEqual({ status: 'refused', reason: 'not-cut-out', layers: ['Relu1'] });
  });

  it('of a text that is no network', async () => {
    const result = await shrinkFile({ file: 'n.grad.json', text: '{', files }, unattended());
    expect(result.status).toBe('error');
  });

  it('where the work is cancelled', async () => {
    const ask = { file: 'mlp.grad.ts', text: PROGRAM, files };
    await expect(shrinkFile(ask, unattended(true))).rejects.toBeInstanceOf(Cancelled);
  });
});
