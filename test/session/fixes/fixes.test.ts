// Fixes are found by trying, and offered once the whole check has passed with them.
import { describe, expect, it } from 'vitest';
import type { CheckReport, Fault } from '../../../src/check/report';
import { applied } from '../../../src/session/fixes/edits';
import { checkedPatiently } from './patch';

/** A network of one layer that is written by hand, between two others. */
function network(type: object, { attributes = {}, rows = 4 } = {}): string {
  return `{
  // The layer under test.
  "inputs": { "x": { "shape": [${rows}, 3], "normal": 1 }, "t": { "shape": [${rows}, 2], "normal": 1 } },
  "layerTypes": { "Mine": ${JSON.stringify(type)} },
  "layers": [
    { "name": "Before", "type": "Affine", "inputs": "x", "units": 3 },
    { "name": "Mine", "type": "Mine", ${JSON.stringify(attributes).slice(1, -1)} },
    { "name": "After", "type": "Affine", "units": 2 },
    { "type": "MeanSquaredError", "inputs": ["After", "t"] },
  ],
}
`;
}

function affine(backward: object): string {
  const params = { W: { shape: ['x.shape[1]', 'units'], normal: 1 }, b: { shape: ['units'], normal: 1 } };
  const right = { x: "dout * W'", W: "x' * dout", b: 'sum(dout, 0)' };
  const type = { inputs: ['x'], attributes: { units: null }, params, forward: 'x * W + b' };
  return network({ ...type, backward: { ...right, ...backward } }, { attributes: { units: 5 } });
}

function elementwise(forward: string, x: string, lets: object = {}): string {
  return network({ inputs: ['x'], let: lets, forward, backward: { x } });
}

async function faultsOf(
  text: string,
  file = 'mine.grad.json',
): Promise<{ report: CheckReport; faults: readonly Fault[] }> {
  const report = await checkedPatiently(file, text);
  return { report, faults: report.faults };
}

/** The text with all fixes in it; fails where a fault has none. */
function fixed(text: string, faults: readonly Fault[]): string {
  const edits = faults.flatMap(({ code, fix }) => {
    if (!fix) throw new Error(`no fix of ${code}`);
    return fix.edits;
  });
  return applied(text, edits)!;
}

describe('in expressions', () => {
  it.each([
    ['a sign', affine({ W: "-x' * dout" })],
    ['a factor', affine({ W: "2 * (x' * dout)" })],
    ['a factor without a number to remove', affine({ x: "dout * W' + dout * W'" })],
    ['a division too many', affine({ W: "(x' * dout) / x.shape[0]" })],
    ['a mean', affine({ b: 'mean(dout, 0)' })],
    ['one row', affine({ b: 'dout[0]' })],
    ['a sum over everything', affine({ b: '0 .* b + sum(dout)' })],
    ['a sum left out', affine({ b: 'dout' })],
    ['a missing transposition', elementwise("x'' + x", "2 * dout'")],
    ['a gradient of zero', affine({ W: '0 .* W' })],
    ['two at once', affine({ W: "2 * (x' * dout)", b: '-sum(dout, 0)' })],
    ['an inverted mask', elementwise('relu(x)', 'dout .* (x <= 0)')],
    ['a mask from dout', elementwise('relu(x)', 'dout .* (dout > 0)')],
    ['a mask left out', elementwise('relu(x)', 'dout')],
    ['no upstream gradient', elementwise('relu(x)', '1 .* (x > 0)')],
    ['a sigmoid without its factor', elementwise('1 ./ (1 + exp(-x))', 'dout .* out')],
    ['a sigmoid from x', elementwise('1 ./ (1 + exp(-x))', 'dout .* x .* (1 - x)')],
    ['a tanh from x', elementwise('tanh(x)', 'dout .* (1 - x .* x)')],
    ['Swish without one of its parts', elementwise('x .* s', 'dout .* s', { s: '1 ./ (1 + exp(-x))' })],
    ['a softmax of its diagonal alone', elementwise('softmax(x)', 'dout .* out .* (1 - out)')],
    ['something without a name', elementwise('sin(x) .* x', 'dout .* cos(x)')],
  ])('%s', async (_name, text) => {
    const { report, faults } = await faultsOf(text);
    expect(report.status).toBe('fail');
    const after = await faultsOf(fixed(text, faults));
    expect([after.report.status, after.faults]).toEqual(['pass', []]);
  });

  it('a gradient that is not written at all is put behind the others', async () => {
    const text = affine({ b: undefined });
    const { faults } = await faultsOf(text);
    expect(faults.map(({ input, fix }) => [input, fix?.title])).toEqual([
      ['b', 'Add the missing gradient: insert "b: sum(dout, 0)"'],
    ]);
    expect((await faultsOf(fixed(text, faults))).report.status).toBe('pass');
  });

  it('the smallest edit comes before a new formula, and touches nothing else', async () => {
    const text = affine({ W: "2 * (x' * dout)" });
    const { faults } = await faultsOf(text);
    expect(faults[0].fix?.title).toBe('Drop the factor 2: remove "2 *"');
    expect(fixed(text, faults)).toBe(text.replace("2 * (x' * dout)", "(x' * dout)"));
  });
});

const PROGRAM = (backward: string, forward = 'this.x = x; return x.dot(this.params.W).add(this.params.b);'): string => `
import { affine, input, layer, meanSquaredError, network, normal, type Tensor } from 'gradient-debugger';

class Mine {
  params: Record<string, Tensor>;
  grads: Record<string, Tensor> = {};
  private x!: Tensor;
  private y!: Tensor;
  private mask!: Tensor;
  constructor(W: Tensor, b: Tensor) { this.params = { W, b }; }
  forward(x: Tensor) { ${forward} }
  backward(dout: Tensor) {
    ${backward}
  }
}

export default network('Net', () => {
  const x = input('x', normal([4, 3], 1));
  const t = input('t', normal([4, 3], 1));
  const h = layer(new Mine(normal([3, 3], 1), normal([3], 1)), affine(x, 3, { name: 'Before' }), { name: 'Mine' });
  return meanSquaredError(h, t);
});
`;

const RIGHT = `this.grads.W = this.x.T.dot(dout);
    this.grads.b = dout.sum(0);
    return dout.dot(this.params.W.T);`;

describe('in TypeScript', () => {
  it.each([
    ['a sign', 'dout.sum(0)', 'dout.sum(0).neg()'],
    ['a factor', 'this.x.T.dot(dout)', 'this.x.T.dot(dout).mul(2)'],
    ['a division too many', 'this.x.T.dot(dout)', 'this.x.T.dot(dout).div(dout.shape[0])'],
    ['a mean', 'dout.sum(0)', 'dout.mean(0)'],
    ['a missing transposition', 'this.params.W.T', 'this.params.W'],
    ['a transposed gradient', 'this.x.T.dot(dout)', 'dout.T.dot(this.x)'],
    ['a sum left out', 'dout.sum(0)', 'dout'],
  ])('%s', async (_name, right, wrong) => {
    const text = PROGRAM(RIGHT.replace(right, wrong));
    expect(text).not.toBe(PROGRAM(RIGHT));
    const { report, faults } = await faultsOf(text, 'mine.grad.ts');
    expect(report.status).toBe('fail');
    const after = await faultsOf(fixed(text, faults), 'mine.grad.ts');
    expect([after.report.status, after.faults]).toEqual(['pass', []]);
  });

  it('nothing is offered for code that no small edit makes right', async () => {
    const text = PROGRAM(RIGHT.replace('this.x.T.dot(dout)', 'this.x.T.dot(this.x).map((v) => Math.cos(7 * v) + 1)'));
    const { faults } = await faultsOf(text, 'mine.grad.ts');
    expect(faults.map(({ input, fix }) => [input, fix])).toEqual([['W', null]]);
  });
});

describe('edits of a text', () => {
  const span = (line: number, column: number, endColumn: number) => ({ line, column, endLine: line, endColumn });

  it('change their parts and no other, in whatever order they come', () => {
    const edits = [
      { span: span(2, 1, 2), newText: 'B' },
      { span: span(1, 3, 3), newText: '!' },
    ];
    expect(applied('ab\r\ncd', edits)).toBe('ab!\r\nBd');
  });

  it('do not go together where they overlap', () => {
    const edits = [
      { span: span(1, 1, 3), newText: '' },
      { span: span(1, 2, 4), newText: '' },
    ];
    expect(applied('abcd', edits)).toBeNull();
  });

  it('are made once where two ask for the same', () => {
    const edit = { span: span(1, 2, 2), newText: '!' };
    expect(applied('ab', [edit, edit])).toBe('a!b');
    const other = { span: span(1, 1, 3), newText: 'c' };
    expect(applied('ab', [other, other])).toBe('c');
    expect(applied('ab', [other, { ...other, newText: 'd' }])).toBeNull();
  });

  it('are gone with a text that is deleted', () => {
    const edits = [
      { span: span(1, 2, 3), newText: 'x' },
      { span: span(1, 1, 4), newText: '' },
      { span: span(1, 4, 4), newText: '!' },
    ];
    expect(applied('abcd', edits)).toBe('!d');
  });
});
