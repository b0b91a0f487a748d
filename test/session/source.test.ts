// Expressions cut out of programs.

import { describe, expect, it } from 'vitest';
import { argumentsOf, declarationOf, defaultExport } from '../../src/session/shrink/source';

describe('the arguments of a call', () => {
  it.each([
    ['layer(new Relu(), x)', ['new Relu()', 'x']],
    [
      "layer(new Affine(normal([5, 6], 0.5), zeros([6])), x, { name: 'A' })",
      ['new Affine(normal([5, 6], 0.5), zeros([6]))', 'x', "{ name: 'A' }"],
    ],
    ['layer(\n  make(\'a, ")"\', `(${1}`), // here, too\n  x,\n)', ['make(\'a, ")"\', `(${1}`)', '// here, too\n  x']],
    ['layer(a /* , */, b)', ['a /* , */', 'b']],
    ['layer ()', []],
  ])('of %j', (call, texts) => expect(argumentsOf(call, 'layer')).toEqual(texts));

  it('are none where something else is called', () => expect(argumentsOf('layers(1)', 'layer')).toBeNull());
});

describe('a declaration', () => {
  const text = 'let a: Relu = new Relu();\n  const relu = make({ at: [1,\n 2] })\n  const b = 1;';

  it('is found with and without a semicolon', () => {
    expect(declarationOf(text, 'relu')).toBe('make({ at: [1,\n 2] })');
    expect(declarationOf(text, 'a')).toBe('new Relu()');
    expect(declarationOf(text, 'x')).toBeNull();
  });
});

describe('the default export', () => {
  it('goes to the end of its call', () => {
    const exported = "export default network('N', () => {\n  return f(')');\n});";
    const [from, to] = defaultExport(`class A {}\n\n${exported}\nclass B {}\n`) ?? [0, 0];
    expect(`class A {}\n\n${exported}\nclass B {}\n`.slice(from, to)).toBe(exported);
  });

  it('is none where there is none', () => expect(defaultExport('export const x = 1;')).toBeNull());
});
