// Every new network is right, whatever it is called, and is checked without a mistake.
import { expect, it } from 'vitest';
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
