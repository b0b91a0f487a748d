import { expect, it } from 'vitest';
import { run } from './programs';

const net = (imports: string, check: string): string =>
  `import { network } from 'gradient-debugger';\n${imports}\nexport default network('N', () => { if (!(${check})) throw new Error('${check.replaceAll("'", '')}'); });`;

it.each([
  [
    'with and without its ending',
    `import { a } from './a';\nimport { a as b } from './a.ts';\nimport { a as c } from './a.js';`,
    'a === 1 && b === 1 && c === 1',
  ],
  ['of a folder', `import { x } from './folder';`, 'x === 2'],
  ['above it', `import { up } from '../up';`, 'up === 3'],
  ['of JavaScript', `import j, { named } from './plain.js';`, 'j === 4 && named === 5'],
  [
    'of data',
    `import data from './data.json';\nimport { key } from './data.json';\nimport * as all from './data.json';`,
    'data.key === 6 && key === 6 && all.key === 6',
  ],
  ['that lead from one to the next', `export * from './chain';\nimport { deep } from './chain';`, 'deep === 7'],
  ['in a circle', `import { even } from './even';`, 'even(10) && !even(7)'],
  [
    'of types alone',
    `import type { T } from './nowhere';\nimport { type U } from './nowhere2';\nimport { V } from './nowhere3';\nconst v: V | T | U | null = null;`,
    'v === null',
  ],
])('follows imports %s', async (_, imports, check) => {
  const { mistakes } = await run(net(imports, check), {
    'a.ts': 'export const a: number = 1;',
    'folder/index.ts': `export { x } from './x';`,
    'folder/x.ts': `import { base } from '../base';\nexport const x = base + 1;`,
    'base.ts': 'export const base = 1;',
    '../up.ts': 'export const up = 3;',
    'plain.js': 'export default 4; export const named = 5;',
    'data.json': '{ "key": 6 }',
    'chain.ts': `export * from './chain2';`,
    'chain2.ts': 'export const deep = 7;',
    'even.ts': `import { odd } from './odd';\nexport const even = (n: number): boolean => n === 0 || odd(n - 1);`,
    'odd.ts': `import { even } from './even';\nexport const odd = (n: number): boolean => n !== 0 && even(n - 1);`,
  });
  expect(mistakes).toEqual([]);
});

it('runs each file once', async () => {
  const { mistakes } = await run(net(`import { n } from './a';\nimport { n as m } from './b';`, 'n === 1 && m === 1'), {
    'a.ts': `export { n } from './count';`,
    'b.ts': `import { bump, n as before } from './count';\nexport const n = before;\nbump;`,
    'count.ts': 'export let n = 0;\nexport const bump = () => n++;\nn++;',
  });
  expect(mistakes).toEqual([]);
});

it('runs the text that it is given, whatever is on the disk under its name', async () => {
  const text = `import { network } from 'gradient-debugger';\nexport const n = 1;\nimport { seen } from './other';
export default network('N', () => { if (seen() !== 1) throw new Error('the disk'); });`;
  const { mistakes } = await run(text, {
    'net.grad.ts': 'export const n = 2;',
    'other.ts': `import { n } from './net.grad';\nexport const seen = (): number => n;`,
  });
  expect(mistakes).toEqual([]);
});
