// Branches of the code under test that never run while gradients are compared: each is warned of at its place.

import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Warning } from '../../src/check/report';
import { warningText } from '../../src/session/prose';
import { cut, folder } from '../network/typescript/programs';
import { reportOf } from './program';

const isOfBranch = ({ reason }: Warning): boolean => reason === 'branch-never-ran';

async function missedIn(text: string, files: Readonly<Record<string, string>> = {}): Promise<readonly Warning[]> {
  return (await reportOf(text, folder(files))).warnings.filter(isOfBranch);
}

const HEAD = `import { input, layer, model, network, normal, type Tensor } from 'gradient-debugger';\n`;

/** One layer of a class with these methods, on a vector of these numbers. */
const net = (methods: string, x: readonly number[] = [1, 2, -3], more = ''): string =>
  `${HEAD}${more}class Mine {\n  x!: Tensor;\n${methods}\n}
export default network('N', () => layer(new Mine(), input('x', [${x.join(', ')}])).sum());\n`;

/** The texts of the branches that never ran. */
async function missed(methods: string, x?: readonly number[], more?: string): Promise<string[]> {
  const text = net(methods, x, more);
  return (await missedIn(text)).map(({ span }) => cut(text, span!));
}

const forward = `  forward(x: Tensor): Tensor { this.x = x; return x.mul(2); }\n`;
const backward = `  backward(dout: Tensor): Tensor { return dout.mul(2); }\n`;

describe('an arm of an if', () => {
  const slopes = `  forward(x: Tensor): Tensor { this.x = x; return x.greater(0).mul(x); }
  backward(dout: Tensor): Tensor {
    const dx = dout.copy();
    for (let i = 0; i < dx.size; i++) {
      if (this.x.data[i] > 0) dx.data[i] *= 1;
      else {
        dx.data[i] = 0;
      }
    }
    return dx;
  }`;

  it('that no data takes is warned of, at its line and column', async () => {
    const warnings = await missedIn(net(slopes, [1, 2, 3]));
    expect(warnings).toEqual([
      {
        code: 'vacuous-check',
        layer: null,
        reason: 'branch-never-ran',
        span: { line: 9, column: 12, endLine: 11, endColumn: 8 },
      },
    ]);
  });

  it('is spoken of by its line', async () => {
    const [warning] = await missedIn(net(slopes, [1, 2, 3]));
    expect(warningText(warning)).toBe(
      'Line 9: with this data this part of the code never runs: whatever stands in it, all gradients would agree.',
    );
  });

  it('is not where the data takes it, nor does the warning count what runs on invented values', async () => {
    expect(await missed(slopes, [1, -2, 3])).toEqual([]);
    expect(await missed(slopes, [-1, -2, -3])).toEqual(['dx.data[i] *= 1;']);
  });
});

it.each<[string, string, readonly string[]]>([
  [
    'a conditional',
    `${forward}  backward(dout: Tensor) { return this.x.size > 9 ? dout.mul(3) : dout.mul(2); }`,
    ['dout.mul(3)'],
  ],
  [
    'an outer branch, not what is inside it',
    `${forward}  backward(dout: Tensor) { if (this.x.size > 9) { if (dout.size > 3) return dout; else return dout.mul(3); } return dout.mul(2); }`,
    ['{ if (dout.size > 3) return dout; else return dout.mul(3); }'],
  ],
  [
    'what comes after an if that always returns',
    `${forward}  backward(dout: Tensor) { if (this.x.size < 9) return dout.mul(2); const dx = dout.mul(3); return dx; }`,
    ['const dx = dout.mul(3); return dx;'],
  ],
  [
    'cases of a switch',
    `${forward}  backward(dout: Tensor) { switch (this.x.ndim) { case 1: dout = dout.mul(2); break; case 2: dout = dout.mul(3); break; default: throw new Error('rank'); } return dout; }`,
    ['dout = dout.mul(3); break;'],
  ],
  [
    'the right side of a logical operator where it works',
    `  mask?: Tensor; scale?: number;\n${forward}  backward(dout: Tensor) { const dx = (this.mask && dout.mul(this.mask)) ?? dout.mul(2); const k = this.scale ?? 1; return dx.mul(k); }`,
    ['dout.mul(this.mask)'],
  ],
  [
    'the body of a loop',
    `${forward}  backward(dout: Tensor) { let dx = dout.mul(2); for (let i = 3; i < dout.size; i++) dx = dx.add(1); return dx; }`,
    ['dx = dx.add(1);'],
  ],
  [
    'a function in a pass that is never called',
    `${forward}  backward(dout: Tensor) { const scaled = (k: number) => dout.mul(k); return dout.mul(2); }`,
    ['(k: number) => dout.mul(k)'],
  ],
  [
    'a branch without semicolons and braces',
    `${forward}  backward(dout: Tensor) {\n    let f = (d: Tensor) => d.mul(2)\n    if (dout.size > 9) f = (d) => dout.size > 8 ? d : d\n    else f = f\n    return f(dout)\n  }`,
    ['f = (d) => dout.size > 8 ? d : d'],
  ],
])('warns of %s', async (_, methods, expected) => {
  expect(await missed(methods)).toEqual(expected);
});

it('warns of a branch in a function that a pass calls', async () => {
  const more = `function twice(d: Tensor): Tensor {\n  return d.size > 9 ? d : d.mul(2);\n}\n`;
  expect(await missed(`${forward}  backward(dout: Tensor) { return twice(dout); }`, [1, 2], more)).toEqual(['d']);
});

it.each<[string, string, string?]>([
  [
    'a guard that throws',
    `${forward}  backward(dout: Tensor) { if (!this.x) throw new Error('forward first'); return dout.mul(2); }`,
  ],
  [
    'a throw after all that can be',
    `${forward}  backward(dout: Tensor) { if (this.x.size < 9) { return dout.mul(2); } throw new Error('too many'); }`,
  ],
  [
    'what tells of something',
    `${forward}  backward(dout: Tensor) { if (dout.size > 9) console.log(dout.shape); return dout.mul(2); }`,
  ],
  [
    'a default value',
    `${forward}  backward(dout: Tensor = this.x.ndim > 3 ? this.x : this.x.mul(2)) { return dout.mul(2); }`,
  ],
  ['methods that no pass calls', `${forward}${backward}  describe() { return this.x ? 'run' : 'not yet'; }`],
  [
    'a layer that the network does not use',
    `${forward}${backward}`,
    `class Other { forward(x: Tensor) { return x.size > 9 ? x : x.mul(2); } backward(dout: Tensor) { return dout; } }\n`,
  ],
  [
    'code outside of the layers',
    `${forward}${backward}`,
    `const rows = (n: number) => (n > 9 ? [1] : [2]);\nif (rows(1)[0] > 3) rows(2);\n`,
  ],
])('says nothing of %s', async (_, methods, more) => {
  expect(await missed(methods, undefined, more)).toEqual([]);
});

it.each(['backward(dout: number) { return dout; }', 'backward = (dout: number) => dout;'])(
  'warns of a backward pass that a model of its own never calls: %s',
  async (method) => {
    const text = `${HEAD}class Twice { forward(x: Tensor) { return x.mul(2); } backward(dout: Tensor) { return dout.mul(2); } }
class Sum { forward(x: Tensor) { return x.sum(); } ${method} }
class Net {
  layers = { Twice: new Twice(), Sum: new Sum() };
  loss(x: Tensor) { return this.layers.Sum.forward(this.layers.Twice.forward(x)); }
  gradient(x: Tensor) { this.loss(x); this.layers.Twice.backward(x.mul(0).add(1)); return {}; }
}
export default model('M', new Net(), { inputs: { x: [1, 2] } });`;
    const warnings = await missedIn(text);
    expect(warnings.map(({ span }) => cut(text, span!))).toEqual([method]);
  },
);

it('warns of a branch in another file at its import, and says where it is', async () => {
  const far = `import type { Tensor } from 'gradient-debugger';\nexport class Far {
  forward(x: Tensor) { return x.mul(2); }
  backward(dout: Tensor) { return dout.size > 9 ? dout : dout.mul(2); }\n}`;
  const text = `${HEAD}import { Far } from './far';\nexport default network('N', () => layer(new Far(), input('x', [1, 2])).sum());`;
  const [warning, ...others] = await missedIn(text, { 'far.ts': far });
  expect(others).toEqual([]);
  expect(cut(text, warning.span!)).toBe(`'./far'`);
  expect(warningText(warning)).toMatch(/^far.ts, line 4: with this data/);
  expect(warning.source).toEqual({ file: 'far.ts', span: { line: 4, column: 51, endLine: 4, endColumn: 55 } });
});

it("fails on the page's example once the data takes the branch", async () => {
  const methods = `  forward(x: Tensor): Tensor { this.x = x; return x.mul(x.greater(0).mul(0.99).add(0.01)); }
  backward(dout: Tensor): Tensor {
    const dx = dout.copy();
    for (let i = 0; i < dx.size; i++) {
      if (this.x.data[i] > 0) dx.data[i] *= 1;
      else dx.data[i] *= 0.1;
    }
    return dx;
  }`;
  const unseen = await reportOf(net(methods, [1, 2, 3]), folder({}));
  const seen = await reportOf(net(methods, [1, -2, 3]), folder({}));
  expect([unseen.status, unseen.warnings.filter(isOfBranch).length]).toEqual(['pass', 1]);
  expect([seen.status, seen.warnings.filter(isOfBranch).length]).toEqual(['fail', 0]);
  expect(seen.tensors.find(({ name }) => name === 'x')?.worst).toMatchObject({ index: [1], analytic: 0.1 });
});

const EXAMPLES = path.join(import.meta.dirname, '../../examples');

it.each(['book/apple-orange', 'book/layers', 'book/two-layer-net', 'faulty/gradient-checking'])(
  'has no branch to warn of in examples/%s',
  async (name) => {
    const file = path.join(EXAMPLES, `${name}.grad.ts`);
    const files = { read: (relative: string) => fs.readFile(path.join(path.dirname(file), relative)) };
    const { warnings } = await reportOf(await fs.readFile(file, 'utf8'), files);
    expect(warnings.filter(isOfBranch)).toEqual([]);
  },
);
