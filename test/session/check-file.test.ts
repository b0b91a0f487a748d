// One check from text to result, as every surface asks for it.
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesBeside } from '../../src/platform/node/files';
import { checkFile } from '../../src/session/session';
import { Cancelled, type CheckResult, type Work } from '../../src/session/types';

const unattended = (): Work => ({
  signal: { aborted: false },
  progress: () => {},
  now: () => performance.now(),
  breathe: () => Promise.resolve(),
});

const noFiles = { read: (): Promise<Uint8Array> => Promise.reject(new Error('no such file')) };

async function resultOf(text: string, settings = {}): Promise<CheckResult> {
  const result = await checkFile({ file: 'n.grad.json', text, files: noFiles, ...settings }, unattended());
  if (!result.ok) throw new Error(JSON.stringify(result.report.errors));
  return result;
}

const example = (name: string): string => fs.readFileSync(`examples/${name}.grad.json`, 'utf8');

describe('a check', () => {
  it('shows the apple network as the book draws it', async () => {
    const { view, report } = await resultOf(example('apple'));
    expect(report.status).toBe('pass');
    expect(view.nodes.map(({ id, kind }) => [id, kind])).toEqual([
      ['apple', 'input'],
      ['apple_num', 'input'],
      ['tax', 'input'],
      ['apple_price', 'arithmetic'],
      ['price', 'arithmetic'],
    ]);
    expect(view.edges.map(({ from, to, operand }) => `${from} -> ${to}.${operand}`)).toEqual([
      'apple -> apple_price.x',
      'apple_num -> apple_price.y',
      'apple_price -> price.x',
      'tax -> price.y',
    ]);
    const { apple, 'price.out': price } = view.tensors;
    expect(price.value.head[0]).toBeCloseTo(220, 12);
    expect(apple.analytic?.head[0]).toBeCloseTo(2.2, 15);
    expect(apple.numeric?.head[0]).toBeCloseTo(2.2, 9);
    expect(apple.difference?.norm).toBeLessThan(1e-9);
  });

  it('opens an expression into its nodes, each in its layer', async () => {
    const { view } = await resultOf(example('sigmoid'));
    const inner = view.nodes.filter(({ layer, kind }) => layer === 'y' && kind !== 'constant');
    expect(inner.map(({ type }) => type)).toEqual(['Mul', 'Exp', 'Add', 'Div']);
  });

  it('shows labels without a gradient', async () => {
    const { view } = await resultOf(example('softmax-with-loss'));
    expect(view.tensors.t).toMatchObject({ analytic: null, numeric: null, report: { status: 'skipped' } });
  });

  it('lets what is asked for go before what the file says', async () => {
    const text =
      '{ "inputs": { "x": 2 }, "layers": [{ "type": "Square", "inputs": "x" }], "check": { "method": "central", "seed": 4 } }';
    expect((await resultOf(text)).report.method).toBe('central');
    expect((await resultOf(text, { settings: { method: 'ridders' } })).report.method).toBe('ridders');
  });

  it('has every value in the report on request', async () => {
    const { report } = await resultOf(example('apple'), { values: true });
    expect(report.tensors[0]).toMatchObject({ name: 'apple', value: 100, analytic: 2.2 });
  });

  it('places a value that no node can work on at its layer', async () => {
    const text = `{
  "inputs": { "t": [0, 5], "raw": { "shape": [2, 3], "normal": 1 } },
  "layers": [
    { "name": "Twice", "type": "Expression", "forward": "t * 2" },
    { "name": "Pick", "type": "Gather", "inputs": ["raw", "Twice"] }
  ]
}`;
    const result = await checkFile({ file: 'n.grad.json', text, files: noFiles }, unattended());
    expect(result).toMatchObject({
      ok: false,
      report: { status: 'error', errors: [{ code: 'bad-value', span: { line: 5, column: 5 } }] },
    });
  });

  it('reports progress, and ends with Cancelled once it is told to', async () => {
    const text =
      '{ "inputs": { "x": { "shape": [400, 600], "normal": 1 } }, "layers": [{ "type": "Tanh", "inputs": "x" }] }';
    const signal = { aborted: false };
    const seen: number[] = [];
    const work: Work = {
      ...unattended(),
      signal,
      progress: ({ done, total }) => {
        seen.push(done / total);
        signal.aborted = true;
      },
      // Every look at the clock is a slice later.
      now: (() => {
        let time = 0;
        return () => (time += 30);
      })(),
    };
    await expect(checkFile({ file: 'n.grad.json', text, files: noFiles }, work)).rejects.toThrow(Cancelled);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBeLessThan(1);
  });

  it('reads the digits beside the network', async () => {
    const file = 'examples/two-layer.grad.json';
    const ask = { file, text: fs.readFileSync(file, 'utf8'), files: filesBeside(file), settings: { sample: 2 } };
    const result = await checkFile(ask, unattended());
    expect(result.report.status).toBe('pass');
  });
});
