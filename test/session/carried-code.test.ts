// Differences carried through the code of hand-written layers, where it was seen to do nothing but what was taken down.

import { expect, it } from 'vitest';
import { checkFile } from '../../src/session/session';
import type { CheckReport } from '../../src/check/report';
import type { Work } from '../../src/session/types';

const noFiles = { read: (): Promise<Uint8Array> => Promise.reject(new Error('no such file')) };

const unattended = (): Work => ({
  signal: { aborted: false },
  progress: () => {},
  now: () => performance.now(),
  breathe: () => Promise.resolve(),
});

const check = (layer: string, x: string): Promise<CheckReport> =>
  checkNetwork(layer, `return layer(new Own(), input('x', ${x}), { name: 'Own' });`);

async function checkNetwork(layer: string, body: string): Promise<CheckReport> {
  const text = `import { input, layer, network, Tensor } from 'gradient-debugger';
${layer}
export default network('Net', () => { ${body} });
`;
  const { report } = await checkFile({ file: 'net.grad.ts', text, files: noFiles }, unattended());
  if (report.status === 'error') throw new Error(report.errors[0].message);
  return report;
}

const tensorOf = ({ tensors }: CheckReport, name: string) => tensors.find((tensor) => tensor.name === name)!;

const RELU = `class Own {
  mask!: Tensor;
  forward(x: Tensor) { this.mask = x.lessEqual(0); const out = x.copy(); out.set(this.mask, 0); return out; }
  backward(dout: Tensor) { const dx = dout.copy(); dx.set(this.mask, 0); return dx; }
}`;

it("carries them through the book's ReLU, with its copy and its masked write", async () => {
  const x = tensorOf(await check(RELU, '[[1, -2, 3], [-4, 5, -6]]'), 'x');
  expect(x).toMatchObject({ status: 'pass', method: 'difference', kinks: 0 });
  expect(x.maxAbsError).toBe(0);
});

it('sees a mask at its tie', async () => {
  const x = tensorOf(await check(RELU, '[[1, 0, 3], [-4, 5, 0]]'), 'x');
  expect(x).toMatchObject({ status: 'kink', kinks: 2, failed: 0, undecided: 0 });
});

it('carries them through where, pick, not, in-place sums and comparisons', async () => {
  const own = `class Own {
  m!: Tensor; n!: Tensor; shape!: readonly number[];
  forward(x: Tensor) {
    this.m = x.greater(1).not();
    const a = Tensor.where(this.m, x.mul(2), x.square()).addInPlace(x).subInPlace(3).mulInPlace(x);
    this.n = x;
    return a.pick([0, 2]);
  }
  backward(dout: Tensor) {
    const x = this.n;
    const slope = Tensor.where(this.m, x.mul(6).sub(3), x.square().mul(3).add(x.mul(2)).sub(3));
    return slope.mul(Tensor.oneHot([0, 2], 3)).mul(dout.reshape([2, 1]));
  }
}`;
  const x = tensorOf(await check(own, '[[0.5, 2, 3], [-4, 0.25, 1.5]]'), 'x');
  expect(x).toMatchObject({ status: 'pass', method: 'difference' });
  expect(x.maxRelError).toBeLessThan(1e-14);
});

it.each([
  [
    'works with plain numbers',
    'const y = x.copy(); for (let i = 0; i < y.size; i++) y.data[i] *= y.data[i]; return y;',
  ],
  ['decides by plain numbers', 'return x.data[0] > 0 ? x.square() : x.mul(0);'],
  ['maps a function', 'return x.map((value) => value * value);'],
  ['takes a number out', 'return x.square().mul(x.get(0, 0));'],
])('differences code that %s as a black box', async (_what, body) => {
  const own = `class Own {
  x!: Tensor;
  forward(x: Tensor) { this.x = x; ${body} }
  backward(dout: Tensor) { return dout.mul(this.x.mul(2)); }
}`;
  const x = tensorOf(await check(own, '[[1, -2, 3]]'), 'x');
  expect(['central', 'ridders']).toContain(x.method);
});

it('finds a wrong gradient that is carried to a part in ten thousand', async () => {
  const own = `class Own {
  x!: Tensor;
  forward(x: Tensor) { this.x = x; return x.square(); }
  backward(dout: Tensor) { return dout.mul(this.x.mul(2.0002)); }
}`;
  const report = await check(own, '[[1, -2, 3]]');
  expect(report.status).toBe('fail');
  expect(tensorOf(report, 'x').maxRelError).toBeCloseTo(1e-4, 7);
});

const AS_IT_CAME = `class Own {
  forward(x: Tensor) { return x; }
  backward(dout: Tensor) { return dout; }
}`;

it('tells a value that a layer hands on as it came from the one that came', async () => {
  const body = `const x = input('x', [[1, -2, 3]]);
    const h = layer(new Own(), x, { name: 'Own' });
    return h.mul(x.exp());`;
  const report = await checkNetwork(AS_IT_CAME, body);
  expect(report.warnings).toEqual([]);
  expect(tensorOf(report, 'Own.out')).toMatchObject({ status: 'pass', method: 'difference' });
});

it('differences code that looks at the same elements in another shape as a black box', async () => {
  const own = `class Own {
  forward(x: Tensor) { return new Tensor([4], x.data).mul(2); }
  backward(dout: Tensor) { return new Tensor([2, 2], dout.data).mul(2); }
}`;
  const body = `const x = input('x', [[1, -2], [3, 4]]);
    return layer(new Own(), x, { name: 'Own' }).mul([1, 2, 3, 4]);`;
  const report = await checkNetwork(own, body);
  expect(report).toMatchObject({ status: 'pass', warnings: [] });
  expect(['central', 'ridders']).toContain(tensorOf(report, 'x').method);
});
