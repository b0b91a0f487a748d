// A layer of expressions always has a fix: where no text for the gradient can be given, its backward pass is left out,
// and derived.

import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../../src/check/report';
import { applied } from '../../../src/session/fixes/edits';
import { checkedPatiently, fixesOf } from './patch';

/** A layer type by itself; its inputs are of the given shapes. */
function network(
  type: { backward: object; [key: string]: unknown },
  inputs: Record<string, readonly number[]>,
): string {
  const tensors = Object.entries(inputs).map(([name, shape]) => [name, { shape, uniform: [0.2, 0.8] }] as const);
  return JSON.stringify(
    {
      inputs: Object.fromEntries(tensors),
      layerTypes: { Mine: { inputs: Object.keys(inputs), ...type } },
      layers: [{ type: 'Mine', inputs: Object.keys(inputs) }],
    },
    null,
    2,
  );
}

/** With all fixes in the text at once. */
async function mended(text: string): Promise<{ before: CheckReport; text: string }> {
  const before = await checkedPatiently('mine.grad.json', text);
  expect(before.status).toBe('fail');
  expect(before.faults.length).toBeGreaterThan(0);
  expect(before.faults.filter(({ fix }) => !fix)).toEqual([]);
  const after = applied(
    text,
    fixesOf(before).flatMap(({ edits }) => edits),
  )!;
  const report = await checkedPatiently('mine.grad.json', after);
  expect([report.status, report.faults]).toEqual(['pass', []]);
  return { before, text: after };
}

describe('what has no formula of its own gets a fix all the same', () => {
  const x = { x: [4, 3] };
  it.each([
    ['indices', network({ forward: 'x[:, 0:1] .* x[:, 1:2] .* x', backward: { x: 'dout' } }, x)],
    ['concatenation', network({ forward: 'concat(x, x .* x, 1)', backward: { x: 'x' } }, x)],
    ['GELU', network({ forward: 'gelu(x)', backward: { x: 'dout .* x' } }, x)],
    [
      'batched products',
      network({ forward: 'a * b', backward: { a: 'a', b: 'b .* 3' } }, { a: [2, 3, 4], b: [2, 4, 3] }),
    ],
    [
      'transposes of three axes',
      network({ forward: 'transpose(x, [1, 0, 2])', backward: { x: '2 .* x' } }, { x: [2, 2, 4] }),
    ],
    [
      'a loss of log-softmax',
      network(
        { forward: '-sum(t .* logsoftmax(x)) / 4', backward: { x: 'dout .* x', t: 'dout .* t' } },
        { x: [4, 3], t: [4, 3] },
      ),
    ],
    [
      'a cross entropy',
      network({ forward: 'crossentropyerror(x, t)', backward: { x: 'dout .* x' } }, { x: [4, 3], t: [4, 3] }),
    ],
    [
      'a squared error',
      network(
        { forward: 'meansquarederror(x, t)', backward: { x: 'dout .* (x - t)', t: 'dout .* (x - t)' } },
        { x: [4, 3], t: [4, 3] },
      ),
    ],
    ['a maximum', network({ forward: 'max(x, 1)', backward: { x: '0 .* x' } }, x)],
    [
      'layer normalisation',
      network({ forward: 'silu(x) ./ (1 + mean(abs(x), 1, true))', backward: { x: '-dout' } }, x),
    ],
  ])('%s', async (_name, text) => {
    await mended(text);
  });
});

const INDEXED = 'x[:, 0:1] .* x[:, 1:2] .* x';

describe('leaving out a backward pass takes its comma, and leaves comments', () => {
  const around = (members: string): string => `{
  "inputs": { "x": { "shape": [4, 3], "normal": 1 } },
  "layerTypes": {
    "Mine": {${members}}
  },
  "layers": [{ "type": "Mine", "inputs": "x" }]
}`;
  it.each([
    [
      'the last of several lines',
      `\n      "inputs": ["x"],\n      "forward": "${INDEXED}",\n      "backward": { "x": "dout" }\n    `,
      `\n      "inputs": ["x"],\n      "forward": "${INDEXED}"\n    `,
    ],
    [
      'the first of several lines',
      `\n      "backward": {\n        "x": "dout"\n      },\n      "inputs": ["x"],\n      "forward": "${INDEXED}"\n    `,
      `\n      "inputs": ["x"],\n      "forward": "${INDEXED}"\n    `,
    ],
    [
      'a comma behind the last',
      `\n      "inputs": ["x"],\n      "forward": "${INDEXED}",\n      "backward": { "x": "dout" },\n    `,
      `\n      "inputs": ["x"],\n      "forward": "${INDEXED}",\n    `,
    ],
    [
      'all on one line',
      ` "inputs": ["x"], "backward": { "x": "dout" }, "forward": "${INDEXED}" `,
      ` "inputs": ["x"], "forward": "${INDEXED}" `,
    ],
    [
      'the last on one line',
      ` "inputs": ["x"], "forward": "${INDEXED}", "backward": { "x": "dout" } `,
      ` "inputs": ["x"], "forward": "${INDEXED}" `,
    ],
    [
      'comments on either side',
      `\n      "inputs": ["x"],\n      "forward": "${INDEXED}", // one\n      // two\n      "backward": { "x": "dout" } // three\n    `,
      `\n      "inputs": ["x"],\n      "forward": "${INDEXED}" // one\n      // two\n      // three\n    `,
    ],
  ])('%s', async (_name, before, after) => {
    const { before: report, text } = await mended(around(before));
    expect(text).toBe(around(after));
    expect(fixesOf(report).map(({ title }) => title)).toEqual(['Let the gradients be derived: remove "backward"']);
  });

  it('on lines of Windows, behind a byte order mark', async () => {
    const before = around(
      `\n      "inputs": ["x"],\n      "forward": "${INDEXED}",\n      "backward": { "x": "dout" }\n    `,
    );
    const after = around(`\n      "inputs": ["x"],\n      "forward": "${INDEXED}"\n    `);
    const form = (text: string): string => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    expect((await mended(form(before))).text).toBe(form(after));
  });
});

describe('several faults', () => {
  const twoWays = (backward: object, layers: object[]): string =>
    JSON.stringify({
      inputs: { x: { shape: [4, 3], normal: 1 } },
      layerTypes: {
        Mine: { inputs: ['x'], forward: 'sin(x) .* x', backward },
        Other: { inputs: ['x'], forward: 'tanh(x)', backward: { x: 'dout .* (1 - out)' } },
      },
      layers: [{ name: 'Before', type: 'Affine', units: 3, inputs: 'x' }, ...layers],
    });

  it('of two layers of one type are mended by one edit', async () => {
    const mine = { type: 'Mine' };
    const { before } = await mended(twoWays({ x: 'dout .* (sin(x) + x .* cos(x)) .* 2' }, [mine, mine]));
    expect(before.faults).toHaveLength(2);
    expect(before.faults[0].fix?.edits).toEqual(before.faults[1].fix?.edits);
  });

  it('of two layers that use one value are both mended', async () => {
    const text = twoWays({ x: 'dout .* cos(x)' }, [
      { name: 'A', type: 'Mine', inputs: 'Before' },
      { name: 'B', type: 'Other', inputs: 'Before' },
      { type: 'Add', inputs: ['A', 'B'] },
    ]);
    expect((await mended(text)).before.faults.map(({ layer }) => layer).sort()).toEqual(['A', 'B']);
  });

  it('of one layer may need both a small edit and a backward pass that is left out', async () => {
    const type = { forward: 'x[:, 0:1] .* x .* g', backward: { x: 'dout', g: '2 * sum(dout .* x[:, 0:1] .* x, 0)' } };
    const { before } = await mended(network(type, { x: [4, 3], g: [3] }));
    expect(before.faults.map(({ input, fix }) => [input, fix?.title])).toEqual([
      ['x', 'Let the gradients be derived: remove "backward"'],
      ['g', 'Drop the factor 2: remove "2 *"'],
    ]);
  });
});

describe('a string with escapes', () => {
  const text = network({ forward: 'relu(x)', backward: { x: 'ESCAPED' } }, { x: [4, 3] }).replace('0.2', '-0.8');
  it.each([
    ['behind them', '\\tdout .* \\u0028x <= 0)', '\\tdout .* \\u0028x > 0)'],
    ['in the place of all of it', '\\u0064out .* cos(x)\\n', 'dout .* (x > 0)'],
  ])('is edited %s', async (_name, wrong, right) => {
    expect((await mended(text.replace('ESCAPED', wrong))).text).toBe(text.replace('ESCAPED', right));
  });
});

it('what is certain is offered also when the time for trying is over', async () => {
  const text = network({ forward: 'tanh(x)', backward: { x: '2 * dout .* (1 - out .* out)' } }, { x: [4, 3] });
  let now = 0;
  const report = await checkedPatiently('mine.grad.json', text, () => (now += 10_000));
  expect(report.faults.map(({ fix }) => fix?.title.split(':')[0])).toEqual(['Drop the factor 2']);
  expect(report.faults[0].fix?.edits[0].newText).not.toBe('');
});
