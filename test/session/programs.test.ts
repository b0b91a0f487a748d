// Programs that go wrong while they are checked, with the library that they import.
import { expect, it } from 'vitest';
import { checkFile } from '../../src/session/session';
import type { SessionResult, Work } from '../../src/session/types';
import { cut, folder } from '../network/typescript/programs';

const HEAD = `import { affine, input, layer, network, normal, softmaxWithLoss, type Tensor } from 'gradient-debugger';
let calls = 0;
`;
const NET = `
export default network('N', () => {
  const x = input('x', normal([3, 4], 1));
  const t = input('t', [0, 2, 1]);
  return softmaxWithLoss(layer(new Mine(), affine(x, 3), { name: 'Mine1' }), t);
});
`;
const net = (forward: string, backward: string): string =>
  `${HEAD}class Mine {\n  forward(x: Tensor): Tensor {\n    ${forward}\n  }\n  backward(dout: Tensor): Tensor {\n    ${backward}\n  }\n}${NET}`;

const attended = (meter: Partial<Work> = {}): Work => ({
  signal: { aborted: false },
  progress: () => {},
  now: () => performance.now(),
  breathe: () => Promise.resolve(),
  ...meter,
});

/** Whose time runs fast: half a second at every look. */
function hurried(): Partial<Work> {
  let now = 0;
  return { now: () => (now += 500) };
}

const check = (text: string, meter?: Partial<Work>, files = {}): Promise<SessionResult> =>
  checkFile({ file: 'net.grad.ts', text, files: folder(files) }, attended(meter));

async function errorOf(text: string, meter?: Partial<Work>, files = {}) {
  const { report } = await check(text, meter, files);
  if (report.status !== 'error') throw new Error(`the check ended with ${report.status}`);
  expect(report.errors).toHaveLength(1);
  return { ...report.errors[0], at: cut(text, report.errors[0].span) };
}

it('passes a right layer and fails a wrong one', async () => {
  expect((await check(net('return x.mul(2);', 'return dout.mul(2);'))).report.status).toBe('pass');
  expect((await check(net('return x.mul(2);', 'return dout.mul(3);'))).report.status).toBe('fail');
});

it('knows every layer’s call and the backward method’s text', async () => {
  const text = net('return x.mul(2);', 'return dout.mul(2);');
  const result = await check(text);
  if (!result.ok) throw new Error(JSON.stringify(result.report));
  const texts = Object.entries(result.layerSpans).map(([name, span]) => [name, cut(text, span)]);
  expect(texts).toEqual([
    ['Affine1', 'affine(x, 3)'],
    ['Mine1', `layer(new Mine(), affine(x, 3), { name: 'Mine1' })`],
    ['SoftmaxWithLoss1', `softmaxWithLoss(layer(new Mine(), affine(x, 3), { name: 'Mine1' }), t)`],
  ]);
});

it.each([
  ['forward, while the network is built', `throw new Error('no');`, 'return dout;', `new Error('no')`, 'Error: no'],
  [
    'forward, while it is differenced',
    `if (++calls > 5) (undefined as any).mul(x);\n    return x.mul(2);`,
    'return dout;',
    '(undefined as any).mul(x)',
    "TypeError: Cannot read properties of undefined (reading 'mul')",
  ],
  ['backward', 'return x;', `throw new TypeError('bad');`, `new TypeError('bad')`, 'TypeError: bad'],
])('places an error in %s', async (_, forward, backward, at, found) => {
  expect(await errorOf(net(forward, backward))).toMatchObject({ code: 'thrown', at, found });
});

it('places a wrong use of a tensor in backward', async () => {
  expect(await errorOf(net('return x;', 'return dout\n      .dot([[1, 2]]);'))).toMatchObject({
    code: 'shape-mismatch',
    at: 'dout\n      .dot([[1, 2]])',
  });
});

it.each([
  ['forward', 'while (calls >= 0) calls++;\n    return x;', 'return dout;', 'while (calls >= 0) calls++;'],
  ['backward', 'return x;', 'for (;;) dout.mul(2);', 'for (;;) dout.mul(2);'],
])('ends an endless loop in %s at its line, and the next check works', async (_, forward, backward, at) => {
  expect(await errorOf(net(forward, backward), hurried())).toMatchObject({ code: 'timeout', at });
  expect((await check(net('return x.mul(2);', 'return dout.mul(2);'))).report.status).toBe('pass');
});

it('says which line of another file threw, at the call of the layer', async () => {
  const text = `import { input, layer, network } from 'gradient-debugger';
import { Far } from './far';
export default network('N', () => layer(new Far(), input('x', [1, 2])));`;
  const far = `export class Far {\n  forward(x: any) { return x; }\n  backward(dout: any) { return dout.nothing.at(0); }\n}`;
  expect(await errorOf(text, {}, { 'far.ts': far })).toMatchObject({
    code: 'thrown',
    found: "TypeError: Cannot read properties of undefined (reading 'at') (far.ts, line 3)",
  });
});
