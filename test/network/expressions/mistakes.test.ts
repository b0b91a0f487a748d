// What is said of expressions that mean nothing, and where.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpressionError, paramShapes, parseExpression } from '../../../src/network/expressions';
import { build, describeMistake, layerType, mistakeOf, run, source } from './harness';

const TENSORS = {
  x: [
    [1, 2, 3],
    [4, 5, 6],
  ],
  W: [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  b: [1, 2, 3],
  s: 2,
};

const MISTAKEN = [
  '',
  '  ',
  'x +',
  'x + * b',
  '(x + b',
  'x + b)',
  'x[0',
  'x[]',
  'exp(x',
  'exp(x,)',
  'x b',
  '2x',
  '2 (x)',
  '(x)(b)',
  'sqrt(4)(2)',
  'x ** 2',
  'x // 2',
  'x % 2',
  '5%',
  'x < 2 < x',
  'x != 2',
  'x = 2',
  'x > ',
  'x ? b : s',
  'x = 2',
  'f(x) = 2',
  'x; b',
  'x!',
  'x & b',
  'x > b and s',
  'not x',
  '{a: 1}',
  'x # comment',
  '$',
  'β * x',
  '"text',
  "x + 'text'",
  'x mod 2',
  '2 in',
  'NaN * x',
  'Infinity',
  'null',
  '1e999 * x',
  '0x1F',
  '1.2.3',
  '2e+',
  'y * 2',
  'xs + 1',
  'Layer.h',
  'x.size',
  'x.shape.length',
  'x[0].h',
  'x.shape[2]',
  'x.constructor',
  'i * x',
  'end',
  'expp(x)',
  'ReLU(x)',
  'x(0)',
  'x.shape(0)',
  'softmax',
  'exp()',
  'exp(x, 2)',
  'maximum(x)',
  'sum(x, 0, true, 1)',
  'sum(x, s)',
  'sum(x, 0.5)',
  'sum(x, 0, 1)',
  'reshape(x)',
  'reshape(x, [4, 4])',
  'sum(x, 5)',
  'pow(x, b)',
  'true + x',
  'x + "a"',
  'concat(1, 2)',
  'x * x',
  'x + W',
  'b * x',
  'x .* [1, 2]',
  'x / b',
  '2 / x',
  'x ^ b',
  '2 ^ x',
  'x .^ s',
  'x[2]',
  'x[0, 0, 0]',
  'x[0:3]',
  'x[1:1]',
  'x[2:1]',
  'x[0:2:1]',
  'x[s]',
  'x[0.5]',
  'x[-3]',
  's[0]',
  '[1, 2][2]',
  '[1, 2][0, 0]',
  '0:3',
  '(0:3)',
  'x[(0:2)]',
  'sum(x, 0:1)',
  '[] + x',
  '[[], []]',
  '[[1, 2], [3]]',
  '[1, 2; 3]',
  '[x, 1]',
  '[true]',
  '1 / 0',
  'log(0) * x',
  'sqrt(-1)',
  'x + '.repeat(1001) + 'x',
  '('.repeat(101) + 'x' + ')'.repeat(101),
  `${'x + '.repeat(600)}x`,
  `x${' .^ 2'.repeat(600)}`,
];

/** Long texts are shown by their beginning. */
const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

it('expressions that mean nothing are each told as the golden file has them', async () => {
  const told = MISTAKEN.map((text) => {
    const error = mistakeOf(() => run(text, TENSORS), text);
    const { column, endColumn } = error.span;
    const caret =
      text.length > 60
        ? ` (${column} to ${endColumn})`
        : `\n${' '.repeat(column - 1)}${'^'.repeat(Math.max(1, endColumn - column))}`;
    return `${shown(text)}${caret}\n  ${describeMistake(error)}\n`;
  });
  await expect(told.join('')).toMatchFileSnapshot('mistakes.golden');
});

describe('layer types', () => {
  it.each<[string, Parameters<typeof layerType>[0], number, string]>([
    [
      'a let name that needs itself',
      { let: { a: 'b + x', b: 'c', c: '2 * a' }, forward: 'a' },
      2,
      'cycle: expected let names that do not depend on themselves, found a -> b -> c -> a',
    ],
    [
      'an unknown name in forward',
      { let: { gate: 'x' }, forward: 'x .* gat' },
      3,
      'unknown-name: expected one of the names x, gate, found gat; nearest: gate',
    ],
    [
      'an unknown name in a let name that nothing uses',
      { let: { a: 'y' }, forward: 'x' },
      2,
      'unknown-name: expected one of the names x, a, found y',
    ],
    [
      'an unknown function in backward',
      { forward: 'exp(x)', backward: { x: 'dout .* exq(x)' } },
      3,
      'unknown-name: expected the name of a function, found exq; nearest: exp',
    ],
    ['dout in forward', { forward: 'x + dout' }, 2, 'unknown-name: expected one of the names x, found dout'],
    [
      'a backward of something else',
      { inputs: ['inner'], forward: 'inner', backward: { iner: 'dout' } },
      3,
      'unknown-name: expected an input or param: inner, found iner; nearest: inner',
    ],
    [
      'dout where there are several outputs',
      { forward: { h: 'x', c: 'x + 1' }, backward: { x: 'dout' } },
      4,
      'unknown-name: expected one of the names x, h, dh, c, dc, found dout',
    ],
    [
      'a name that stands for two things',
      { inputs: ['x', 'W'], params: { W: [1] }, forward: 'x' },
      3,
      'duplicate-name: expected names that occur once, found W',
    ],
    [
      'an output that is called as an input',
      { forward: { x: 'x' } },
      2,
      'duplicate-name: expected names that occur once, found x',
    ],
  ])('%s', (_what, parts, line, expected) => {
    const error = mistakeOf(() => layerType(parts));
    expect(describeMistake(error)).toBe(expected);
    expect(error.span.line).toBe(line);
  });

  it('tells of shapes that do not fit at the part of the expression that they meet in', () => {
    const type = layerType({ inputs: ['x', 'y'], let: { a: 'exp(x) * y' }, forward: 'a + 1' });
    const error = mistakeOf(() => build(type, { x: [[1, 2]], y: [[1, 2]] }));
    expect([error.code, error.span]).toEqual(['shape-mismatch', { line: 3, column: 1, endLine: 3, endColumn: 11 }]);
  });

  it.each([
    ['x.shape[1] / 2', 'a positive integer, found 1.5'],
    ['x.shape[2]', 'an index from -2 to 1, found 2'],
    ['x', 'a value known from attributes and shapes alone, found a tensor of shape (2, 3)'],
    ['sum(x)', 'a value known from attributes and shapes alone, found a tensor'],
    ['units - 4', 'a positive integer, found 0'],
  ])('refuses the extent %s', (extent, expected) => {
    const type = layerType({ attributes: { units: 4 }, params: { W: [extent] }, forward: 'x' });
    expect(mistakeOf(() => paramShapes(type, new Map([['x', [2, 3]]]), { units: 4 })).message).toBe(
      `expected ${expected}`,
    );
  });
});

it('whatever is written ends in a value or in an ExpressionError inside the text', () => {
  const pieces = [
    'x',
    'W',
    'b',
    's',
    'exp',
    'sum',
    'shape',
    '.',
    '(',
    ')',
    '[',
    ']',
    ',',
    ':',
    ';',
    '+',
    '-',
    '*',
    '/',
    '.*',
    './',
    '^',
    "'",
    '"',
    ' ',
    '\n',
    '1',
    '0',
    '2.5',
    'e',
    'pi',
    '%',
    '=',
    '#',
    '\\',
    'true',
    'mod',
    '__proto__',
    'constructor',
    '{',
    '}',
  ];
  let refused = 0;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((list) => list.join('')),
      (text) => {
        try {
          run(text, TENSORS);
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          refused++;
          expect(error.span.column).toBeGreaterThanOrEqual(1);
          expect(error.span.endColumn).toBeLessThanOrEqual(text.length + 1);
          expect(error.span.endColumn).toBeGreaterThanOrEqual(error.span.column);
        }
      },
    ),
    { numRuns: 4000 },
  );
  expect(refused).toBeGreaterThan(2000);
});

it('the same with any text at all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      try {
        parseExpression(source(text));
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});
