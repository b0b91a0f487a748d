import { expect, it } from 'vitest';
import { cut, run } from './programs';

/** The texts of all calls that reach the library, in the order in which they are made. */
async function calls(text: string, files = {}): Promise<string[]> {
  const { notes, mistakes } = await run(text, files);
  expect(mistakes).toEqual([]);
  return notes.map(({ span }) => (span ? cut(text, span) : 'nowhere'));
}

const net = (body: string, before = ''): string =>
  `import { affine, layer, network, relu, tensor } from 'gradient-debugger';\n${before}\nexport default network('N', () => {\n${body}\n});\n`;

it.each([
  ['a call in a statement', `affine(1, 2);`, ['affine(1, 2)']],
  ['calls inside each other', `relu(affine(1, 2));`, ['affine(1, 2)', 'relu(affine(1, 2))']],
  ['a call over several lines', `affine(\n    1,\n    2,\n  );`, ['affine(\n    1,\n    2,\n  )']],
  [
    'a call after types on its line',
    `const a: Array<number> = [1]; let b = affine(a as unknown as string, 5);`,
    ['affine(a as unknown as string, 5)'],
  ],
  ['a call with type arguments', `affine<Map<string, number>>(1, 2);`, ['affine<Map<string, number>>(1, 2)']],
  ['a call that ends in an assertion', `relu((1 as number)!);`, ['relu((1 as number)!)']],
  [
    'letters of two units before it',
    `const s = '😀ä'; affine(s, 1); // 😀\n  relu('é');`,
    ['affine(s, 1)', "relu('é')"],
  ],
  ['tabs', `\tif (true)\t\taffine(1,\t2);`, ['affine(1,\t2)']],
  ['a chain', `tensor().mul(1)\n  .add();`, ['tensor().mul(1)', 'tensor().mul(1)\n  .add()']],
  [
    'an optional chain',
    `const x: any = tensor();\n x?.mul<number>?.(2)!.add();`,
    ['x?.mul<number>?.(2)', 'x?.mul<number>?.(2)!.add()'],
  ],
  ['a property', `const x = tensor() as any; relu(x.T)`, ['x.T', 'relu(x.T)']],
  ['a call in a template', 'const s = `${affine(1)} and ${relu(2)}`;', ['affine(1)', 'relu(2)']],
  ['a call in an arrow', `[1].map((n: number): unknown => affine(n));`, ['affine(n)']],
  [
    'a loop without braces',
    `for (const n of [1, 2]) affine(n as number);`,
    ['affine(n as number)', 'affine(n as number)'],
  ],
])('knows %s', async (_, body, expected) => {
  expect(await calls(net(body))).toEqual(expected);
});

it('knows the new object that a call is given, and what comes after an enum, an interface and decorations of classes', async () => {
  const before = `interface Shape {\n  a: number;\n}\nenum Kind { A, B }
abstract class Base<T> { protected readonly k!: T; constructor(private n: number, public m?: T) {} }
class Mine extends Base<string> { declare x: number; backward(dout: number): number { return dout * Kind.B; } }`;
  const body = `const k: Kind = Kind.A; layer(new Mine(k satisfies number), relu<Shape>({ a: 1 }));`;
  expect(await calls(net(body, before))).toEqual([
    'relu<Shape>({ a: 1 })',
    'layer(new Mine(k satisfies number), relu<Shape>({ a: 1 }))',
  ]);
});

it.each([
  ['a byte order mark', (text: string) => `\uFEFF${text}`],
  ['lines that end in CR LF', (text: string) => text.replaceAll('\n', '\r\n')],
])('counts as the editor does: %s', async (_, change) => {
  const body = `  const y = affine(1,\n    2);\n  relu(y);`;
  expect(await calls(change(net(body)))).toEqual(['affine(1,\n    2)', 'relu(y)']);
});

it('knows calls through a namespace, an alias and a function of the file', async () => {
  const text = `import * as all from 'gradient-debugger';
import { affine as dense, network } from 'gradient-debugger';
export const twice = (n: number): unknown => dense(dense(n));
export default network('N', () => { twice(1); all.relu(2); });`;
  expect(await calls(text)).toEqual(['dense(n)', 'dense(dense(n))', 'all.relu(2)']);
});

it('knows the call in the network’s own file that leads to one in another', async () => {
  const text = net(`  helper(3);`, `import { helper } from './helper';`);
  const helper = `import { affine } from 'gradient-debugger';\nexport function helper(n: number) {\n  return affine(n);\n}`;
  expect(await calls(text, { 'helper.ts': helper })).toEqual(['helper(3)']);
});

it('has the text of a backward method, of a class and of an object', async () => {
  const method = `backward(dout: any): any {\n    for (const d of [dout]) return d; // ä\n    return dout;\n  }`;
  const arrow = `(dout: number) => dout * 2`;
  const text = net(`layer(new Mine(), 1); layer({ backward: ${arrow} }, 2)`, `class Mine {\n  ${method}\n}`);
  const { network } = await run(text);
  const texts = [...network!.backwardTexts.values()].map((one) => (one.kind === 'method' ? one.method : null)!);
  expect(texts.map((one) => one.text)).toEqual([method, arrow]);
  expect(texts.map(({ span }) => cut(text, span))).toEqual([method, arrow]);
});
