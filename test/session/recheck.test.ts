// The check after an edit: which of the layers' code runs again, counted by call. What is found is what a first check finds.

import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { CheckMemory } from '../../src/check';
import type { CheckReport } from '../../src/check/report';
import { checkFile } from '../../src/session/session';
import type { Work } from '../../src/session/types';
import { folder } from '../network/typescript/programs';

/** Says each call; the spy counts them. */
const said = (layer: string, pass: string): string => `console.debug('${layer}.${pass}');`;

interface Edits {
  readonly backward?: string;
  readonly forward?: string;
  readonly module?: string;
  readonly slope?: number;
  readonly x?: string;
  readonly build?: string;
}

/** Three layers; the second is the one that is edited. */
const program = (edits: Edits = {}): string => `import { input, layer, network, type Tensor } from 'gradient-debugger';
${edits.module ?? ''}
class First {
  params: Record<string, Tensor>; grads: Record<string, Tensor> = {}; x!: Tensor;
  constructor(w: Tensor) { this.params = { w }; }
  forward(x: Tensor) { ${said('First', 'forward')} this.x = x; return x.mul(this.params.w); }
  backward(dout: Tensor) {
    ${said('First', 'backward')}
    this.grads.w = dout.mul(this.x).sum(0);
    return dout.mul(this.params.w);
  }
}
class Second {
  mask!: Tensor;
  slope: number;
  constructor(slope: number) { this.slope = slope; }
  forward(x: Tensor) { ${said('Second', 'forward')} ${edits.forward ?? ''} this.mask = x.greater(0); return x.mul(this.mask).mul(this.slope); }
  backward(dout: Tensor) { ${said('Second', 'backward')} return ${edits.backward ?? 'dout.mul(this.mask).mul(this.slope)'}; }
}
class Third {
  out!: Tensor;
  forward(x: Tensor) { ${said('Third', 'forward')} this.out = x.exp(); return this.out; }
  backward(dout: Tensor) { ${said('Third', 'backward')} return dout.mul(this.out); }
}
export default network('Three', () => {
  const x = input('x', ${edits.x ?? '[[0.5, -1, 2], [1, 0.25, -0.5]]'});
  const w = input('w', [0.5, -1.5, 0.75]);
  ${edits.build ?? ''}
  const first = layer(new First(w), x, { name: 'First' });
  const second = layer(new Second(${edits.slope ?? 3}), first, { name: 'Second' });
  return layer(new Third(), second, { name: 'Third' }).sum();
});
`;

let debug: MockInstance<typeof console.debug>;
beforeEach(() => (debug = vi.spyOn(console, 'debug').mockImplementation(() => undefined)));
afterEach(() => debug.mockRestore());

async function check(text: string, earlier: CheckMemory, files: Readonly<Record<string, string>> = {}) {
  const work: Work = {
    signal: { aborted: false },
    progress: () => undefined,
    now: () => performance.now(),
    breathe: () => Promise.resolve(),
    earlier,
  };
  debug.mockClear();
  const { report } = await checkFile({ file: 'net.grad.ts', text, files: folder(files) }, work);
  if (report.status === 'error') throw new Error(JSON.stringify(report.errors));
  const made = debug.mock.calls.map(([first]) => String(first));
  const calls = (of: string): number => made.filter((one) => one === of).length;
  return { report: report, calls };
}

const timeless = ({ elapsedMs: _, ...report }: CheckReport) => report;

/** How often each layer's passes run in a check after an edit, beside how often in the first one. */
async function afterEdit(before: string, after: string, files?: readonly Readonly<Record<string, string>>[]) {
  const memory = new CheckMemory();
  const first = await check(before, memory, files?.[0]);
  const again = await check(after, memory, files?.[1]);
  const fresh = await check(after, new CheckMemory(), files?.[1]);
  expect(timeless(again.report)).toEqual(timeless(fresh.report));
  const share = (layer: string): number => again.calls(`${layer}.backward`) / fresh.calls(`${layer}.backward`);
  return { first, again, fresh, share };
}

describe('after an edit of a backward pass that leaves it right', () => {
  it('the passes of the other layers run for the comparison alone', async () => {
    const { again, fresh } = await afterEdit(program(), program({ backward: 'dout.mul(this.slope).mul(this.mask)' }));
    expect(fresh.calls('First.backward')).toBeGreaterThan(10);
    expect([again.calls('First.backward'), again.calls('Third.backward')]).toEqual([1, 1]);
    expect(again.calls('Second.backward')).toBe(fresh.calls('Second.backward'));
  });

  it('they run where they pass on what is wrong now, and what is found is the same', async () => {
    const { again, share } = await afterEdit(program(), program({ backward: 'dout.mul(this.mask)' }));
    expect(again.report.faults.map(({ layer }) => layer)).toEqual(['Second']);
    expect(share('Third')).toBeLessThan(0.5);
  });

  it('the findings of layers that break a contract are told again', async () => {
    const mutating = program().replace('return dout.mul(this.out)', 'dout.mulInPlace(this.out); return dout');
    const edited = mutating.replace('dout.mul(this.mask).mul(this.slope)', 'dout.mul(this.slope).mul(this.mask)');
    const { again } = await afterEdit(mutating, edited);
    expect(again.calls('Third.backward')).toBe(1);
    expect(again.report.warnings).toContainEqual({ code: 'mutates-dout', layer: 'Third' });
  });
});

describe('all layers are run again', () => {
  const other = program({ backward: 'dout.mul(this.slope).mul(this.mask)' });
  const layers = (text: string) => text.replace(/^import .*\n/, '');
  it.each<[what: string, before: string, after: string]>([
    ['where a module keeps something', program({ module: 'let calls = 0;' }), program({ module: 'let calls = 0; ' })],
    ['where an object is shared', program({ module: 'const cache = {};' }), program({ module: 'const cache  = {};' })],
    [
      'where a class is made by a function',
      program({ build: 'class Inner {}' }),
      program({ build: 'class Inner  {}' }),
    ],
    [
      'where a function beside them is another',
      program({ module: 'function f() { return 1; }' }),
      program({ module: 'function f() { return 2; }' }),
    ],
    ['where they are given other numbers', program(), program({ x: '[[0.75, -1, 2], [1, 0.25, -0.5]]' })],
  ])('%s', async (_what, before, after) => {
    const { share } = await afterEdit(before, after);
    expect([share('First'), share('Second'), share('Third')]).toEqual([1, 1, 1]);
  });

  it('where what they import is another', async () => {
    const own = `import { input, layer, network, type Tensor } from 'gradient-debugger';\nimport { twice } from './help';\n`;
    const text =
      own + layers(other).replace('return x.mul(this.params.w)', 'return twice(x).mul(this.params.w).mul(0.5)');
    const help = (code: string) => ({ 'help.ts': `export const twice = (x: any) => ${code};` });
    const { share } = await afterEdit(text, text, [help('x.mul(2)'), help('x.add(x)')]);
    expect([share('First'), share('Third')]).toEqual([1, 1]);
  });
});

it('an instance that holds something else is run again, and all that follows it', async () => {
  const { share } = await afterEdit(program(), program({ slope: 2 }));
  expect(share('First')).toBeLessThan(0.2);
  expect([share('Second'), share('Third')]).toEqual([1, 1]);
});

it('another forward pass that computes the same is run again alone', async () => {
  const { again, share } = await afterEdit(program(), program({ forward: 'x.size;' }));
  expect(share('Second')).toBe(1);
  expect([again.calls('First.backward'), again.calls('Third.backward')]).toEqual([1, 1]);
});
