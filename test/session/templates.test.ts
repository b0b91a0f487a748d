// Every new network is right, whatever it is called, and is checked without a mistake.
import { expect, it } from 'vitest';
import { SAMPLE } from '../../src/session/sample';
import { TEMPLATES } from '../../src/session/templates';
import { checkText } from './render/check-text';

const SUFFIXES = { json: '.grad.json', typescript: '.grad.ts' };

for (const { id, format, text } of TEMPLATES) {
  it.each(['first', 'it\'s-"mine"\\'])(`${id} passes as %s, without a warning`, async (name) => {
    const { report } = await checkText(id + SUFFIXES[format], text(name));
    expect(report).toMatchObject({ network: name, status: 'pass', warnings: [] });
    expect(report.tensors.filter(({ status }) => status === 'kink')).toEqual([]);
  });
}

it('the sample of the walkthrough is wrong in one layer, and can be cured', async () => {
  const { report } = await checkText('sample.grad.json', SAMPLE);
  expect(report.faults).toMatchObject([{ layer: 'Swish1', code: 'sign-flipped', fix: {} }]);
});
