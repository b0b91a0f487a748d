import { expect, it } from 'vitest';
import { escape, hoverText } from '../../src/editor/text/hover';
import { faulty } from './faulty';
import { RESULT } from './sample';

it.each(['x', 'Affine1', 'Affine1.W', 'Loss'])('says of %s what the golden file says', async (name) => {
  await expect(hoverText(name, RESULT)).toMatchFileSnapshot(`golden/hover-${name}.md`);
});

it('has nothing to say of a name that is not there', () => {
  for (const name of ['y', 'Affine', 'toString', 'Affine1.b']) expect(hoverText(name, RESULT)).toBeNull();
});

it('keeps a name from being taken for markup', () => {
  expect(escape('__init__ <b> [x](y) `z`')).toBe('\\_\\_init\\_\\_ \\<b\\> \\[x\\]\\(y\\) \\`z\\`');
});

it("tells a guilty layer's cause first, and of an inherited error where it comes from", () => {
  expect(hoverText('Affine1', faulty())).toMatch(/^\$\(error\) W's gradient is exactly 2× what it should be\\\.\n/);
  expect(hoverText('x', faulty())).toContain(', because of Affine1\n');
});
