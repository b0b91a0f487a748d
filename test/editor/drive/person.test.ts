// The helpers that the other tests drive the editor with, tried on what VS Code itself provides.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { atWork } from '../harness/at-work';
import { THEMES, type Theme } from '../harness/person';

const SCHEMA = { type: 'object', properties: { units: { type: 'number', description: 'How wide the layer is.' } } };

describe('a person at work', () => {
  const person = atWork({
    files: { 'layer.json': '{\n  "units": "many"\n}\n' },
    settings: { 'json.schemas': [{ fileMatch: ['layer.json'], schema: SCHEMA }] },
  });

  it('opens a file and reads a hover', async () => {
    await person().openFile('layer.json');
    assert.match(await person().hoverAt('units', 'units', 'How wide'), /How wide the layer is\./);
    await person().pointAway();
  });

  it('reads the problems, with the place of each', async () => {
    const rows = await person().problemsRows('Incorrect type');
    assert.ok(
      rows.some((row) => row.includes('Expected "number"') && row.includes('[Ln 2, Col 12]')),
      rows.join('\n'),
    );
  });

  it('types, and sees the problem go', async () => {
    await person().replaceText('{\n  "units": 3\n}\n');
    await (await person().problems()).getByText('No problems have been detected').waitFor();
    await person().save();
    assert.equal(fs.readFileSync(path.join(person().workspace, 'layer.json'), 'utf8'), '{\n  "units": 3\n}\n');
  });

  it('changes the theme, and takes a picture', async () => {
    for (const theme of Object.keys(THEMES) as Theme[]) {
      assert.ok(fs.existsSync(await person().screenshot('person', theme)));
    }
  });
});
