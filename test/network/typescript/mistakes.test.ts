import { expect, it } from 'vitest';
import { cut, run } from './programs';

const IMPORTS = `import { affine, layer, network, relu, tensor } from 'gradient-debugger';`;
const net = (body: string, before = ''): string =>
  `${IMPORTS}\n${before}\nexport default network('N', () => {\n${body}\n});\n`;

/** The mistake of a program, with the part of its text that it stands at. */
async function mistake(text: string, files = {}, meter?: Parameters<typeof run>[2]) {
  const { network, mistakes } = await run(text, files, meter);
  expect(network).toBeNull();
  expect(mistakes).toHaveLength(1);
  const [{ code, expected, found, span, nearest, part }] = mistakes;
  return { code, expected, found, nearest, part, at: cut(text, span), line: span.line };
}

/** Whose time runs fast: a second at every look. */
const hurried = (seconds = 1) => {
  let now = 0;
  return { now: () => (now += seconds * 1000) };
};

it.each([
  ['at the module’s level', `throw new Error('no');`, '', `new Error('no')`, 'Error: no'],
  ['while it is built', '', `  if (1 < 2) throw new RangeError('far');`, `new RangeError('far')`, 'RangeError: far'],
  [
    'of a value that is not there',
    '',
    `  const a: any = undefined;\n  a.mask.mul(2);`,
    'a.mask',
    "TypeError: Cannot read properties of undefined (reading 'mask')",
  ],
  ['of a name that is not there', '', `  const b = 1 + nowhere;`, 'nowhere', 'ReferenceError: nowhere is not defined'],
  [
    'of what is no function',
    '',
    `  const o = { f: 1 as any };\n  o.f<number>(2);`,
    'o.f<number>(2)',
    'TypeError: o.f is not a function',
  ],
  [
    'of a recursion without an end',
    `function f(n: number): number {\n  return f(n + 1) + 1;\n}`,
    `f(0)`,
    'function f(n: number): number {',
    'RangeError: Maximum call stack size exceeded',
  ],
  ['that is no error', '', `  if (true) {\n    throw 'a text';\n  }`, `() => {`, '"a text", thrown'],
])('places an error %s', async (_, before, body, at, found) => {
  expect(await mistake(net(body, before))).toMatchObject({ code: 'thrown', at, found });
});

it('takes the code, the part and the place of a wrong use of the library', async () => {
  expect(await mistake(net(`  const y = tensor()\n    .mul('wrong');`))).toMatchObject({
    code: 'shape-mismatch',
    part: 'mul',
    expected: 'a tensor',
    found: '"wrong"',
    at: `tensor()\n    .mul('wrong')`,
  });
});

it('says of an error in another file where it is, at the call that led there', async () => {
  const files = { 'lib/helper.ts': `export const helper = (n: number): number => {\n  throw new Error('deep');\n};` };
  expect(await mistake(net(`  helper(2);`, `import { helper } from './lib/helper';`), files)).toMatchObject({
    code: 'thrown',
    found: 'Error: deep (lib/helper.ts, line 2)',
    at: 'helper(2)',
  });
});

it('says of an error while another file loads where it is, at the import', async () => {
  const text = net('', `import './outer';`);
  const files = { 'outer.ts': `import './inner';`, 'inner.ts': `\nnull!.x;` };
  expect(await mistake(text, files)).toMatchObject({
    code: 'thrown',
    found: "TypeError: Cannot read properties of null (reading 'x') (inner.ts, line 2)",
    at: `'./outer'`,
  });
});

it.each([
  ['a missing bracket', `const a = [1, 2;`, `";"`, { at: ';' }],
  ['a missing parenthesis', `const a = (1 + 2;\nconst b = 1;`, '";"', { at: ';', expected: '","' }],
  [
    'a name declared twice',
    `const a: number = 1;\nlet a = 2;`,
    "Identifier 'a' has already been declared",
    { at: 'a', line: 3 },
  ],
  ['an await', `await 1;`, undefined, { line: 2 }],
])('places %s', async (_, before, found, more) => {
  const result = await mistake(net('', before));
  expect(result).toMatchObject({ code: 'syntax', ...more });
  if (found !== undefined) expect(result.found).toContain(found);
});

it('says which other file is no TypeScript, at its import', async () => {
  expect(await mistake(net('', `import './x';`), { 'x.ts': `\n\nconst a = 5 5;` })).toMatchObject({
    code: 'syntax',
    at: `'./x'`,
    found: '"5" (x.ts, line 3)',
  });
});

it.each([
  [`import fs from 'node:fs';\nfs.readFileSync('x');`, `'node:fs'`, 'a file beside the network'],
  [`import { x } from "./nowhere";\nx();`, `"./nowhere"`, 'nowhere.ts, nowhere.js, nowhere/index.ts, nowhere/index.js'],
  [`export * from '../up';`, `'../up'`, '../up.ts'],
  [`import data from './broken.json';\ndata();`, `'./broken.json'`, 'JSON'],
])('places an import that leads nowhere: %s', async (before, at, expected) => {
  const result = await mistake(net('', before), { 'broken.json': '{' });
  expect(result).toMatchObject({ at });
  expect(result.expected).toContain(expected);
});

it('knows the nearest name of the library to one that it does not have', async () => {
  const text = `import { afine, network } from 'gradient-debugger';\nexport default network('N', () => afine(1));`;
  expect(await mistake(text)).toMatchObject({ code: 'unknown-name', found: '"afine"', nearest: 'affine', at: 'afine' });
});

it.each([
  ['none', `export const x = 1;`, 'missing-key', '', 'none'],
  ['a number', `export default 1 + 2;`, 'wrong-type', '1 + 2', 'number'],
  ['a class', `export default class Mine {}`, 'wrong-type', 'Mine', 'the function or class Mine'],
  [
    'one by name',
    `export const net = network('N', () => 1);`,
    'missing-key',
    `network('N', () => 1)`,
    'net, exported by name',
  ],
  [
    'several by name',
    `export const a = network('A', () => 1);\nexport const b = network('B', () => 2);`,
    'missing-key',
    `network('B', () => 2)`,
    'several, exported by name: a, b',
  ],
])('refuses an export that is no network: %s', async (_, rest, code, at, found) => {
  const result = await mistake(`import { network } from 'gradient-debugger';\n${rest}\n`);
  expect(result).toMatchObject({ code, found, ...(at !== undefined && { at }) });
});

it.each([
  ['at the module’s level', `while (true) {}`, '', `while (true) {}`],
  ['without a body', `for (;;);`, '', `for (;;);`],
  ['while it is built', '', `  let i = 0;\n  do i++; while (i >= 0);`, `do i++; while (i >= 0);`],
  [
    'of calls alone',
    `const f = (n: number): number => f(n - 1 > 0 ? n - 1 : 50) + f(n);`,
    `f(50);`,
    `(n: number): number => f(n - 1 > 0 ? n - 1 : 50) + f(n);`,
  ],
])('ends a program that does not end by itself %s', async (_, before, body, at) => {
  expect(await mistake(net(body, before), {}, hurried(0.1))).toMatchObject({
    code: 'timeout',
    at,
  });
});

it('ends a loop in another file at the call that led there', async () => {
  const files = { 'h.ts': `export function h() {\n  for (;;) {}\n}` };
  expect(await mistake(net(`  h();`, `import { h } from './h';`), files, hurried())).toMatchObject({
    code: 'timeout',
    at: 'h()',
    found: 'more than 10 s of work without an end (h.ts, line 2)',
  });
});

it('ends a program whose tensors outgrow their limit', async () => {
  let bytes = 0;
  const meter = { ...hurried(0.02), memory: () => ({ heap: 0, arrays: (bytes += 2 ** 24) }) };
  expect(await mistake(net(`  for (;;) relu(1);`), {}, meter)).toMatchObject({
    code: 'limit',
    at: 'for (;;) relu(1);',
    expected: 'tensors of at most 1024 MiB',
  });
});

it('lets a program run that works longer, but lets go of its thread in between', async () => {
  let now = 0;
  const { network, mistakes } = await run(
    net(`  for (const i of [1, 2, 3, 4, 5]) relu(i);`),
    {},
    { now: () => (now += 1500) },
  );
  expect(mistakes).toEqual([]);
  expect(network).not.toBeNull();
});

it('withholds what belongs to Node and to pages, and leaves the names to who declares them', async () => {
  const text = net(
    `  relu([typeof process, typeof fetch, typeof globalThis, typeof setTimeout, Math.random()]);\n  relu(close + self);`,
    `const close = 1;\nfunction self() {}`,
  );
  expect((await run(text)).mistakes).toEqual([]);
  expect(await mistake(net(`  setTimeout(() => 1, 5);`))).toMatchObject({
    code: 'thrown',
    at: 'setTimeout(() => 1, 5)',
    found: 'TypeError: setTimeout is not a function',
  });
});

it('notes the last place for whoever ends it from outside', async () => {
  const place = new Int32Array(1);
  await run(net(`  for (const i of [1]) relu(i);`), {}, { now: () => 0, place });
  expect(Math.floor(place[0] / 256)).toBe(4);
});
