// Names in a JSON network's text: against the reader's own where it can be read, and in texts that are half-written.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNetwork } from '../../../src/network';
import { Lines } from '../../../src/network/json/lines';
import { mentionAt, mentionsOf } from '../../../src/network/language/name-table';
import { namesInExpression } from '../../../src/network/language/expression-names';
import { namesOf } from '../../../src/network/language/names';
import { renameEdits, renameable } from '../../../src/network/language/rename';
import { folderAccess } from '../folder';

const ROOT = path.join(import.meta.dirname, '../../..');
const networks = ['examples', 'examples/faulty', 'test/network/fixtures/good'].flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.grad.json'))
    .map((name) => path.join(folder, name)),
);
const textOf = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const read = (file: string, text: string) => readNetwork(text, folderAccess(path.join(ROOT, path.dirname(file))));

/** `text` with `|` in it, and where that stood. */
function cursor(marked: string): { text: string; offset: number } {
  return { text: marked.replace('|', ''), offset: marked.indexOf('|') };
}

function renamed(text: string, offset: number, name: string): string {
  const edits = renameEdits(namesOf(text), offset, name);
  if (typeof edits === 'string') throw new Error(edits);
  return [...edits]
    .sort((a, b) => b.from - a.from)
    .reduce((text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to), text);
}

describe('names of a network', () => {
  it.each(networks)('%s: stand wherever its reader finds them', async (file) => {
    const text = textOf(file);
    const reading = await read(file, text);
    if (!reading.ok) throw new Error('unreadable');
    const lines = new Lines(text);
    const { mentions } = namesOf(text);
    const found = new Set(mentions.map(({ from, to }) => JSON.stringify(lines.span(from, to))));
    for (const { name, span } of reading.network.mentions) expect(found, name).toContain(JSON.stringify(span));
  });

  it.each(networks)('%s: each may be changed, and the network is read as before', async (file) => {
    const text = textOf(file);
    const names = namesOf(text);
    for (const { id, scope } of names.named.values()) {
      if (scope === undefined) continue;
      const changed = renamed(text, mentionsOf(names, id)[0].from, 'renamed_by_test');
      const reading = await read(file, changed);
      expect(reading, `${id}\n${changed}`).toMatchObject({ ok: true });
    }
  });

  it.each(networks)('%s: are looked for in every beginning of it', (file) => {
    const text = textOf(file);
    for (let end = 0; end < Math.min(text.length, 3000); end += 7) namesOf(text.slice(0, end));
  });

  it('are known before the text is complete', () => {
    const { text, offset } = cursor('{ "inputs": { "x": 1 }, "layers": [ { "name": "A", "type": "Exp", "inputs": "|x');
    const names = namesOf(text);
    expect(mentionAt(names, offset)).toMatchObject({ id: 'x', kind: 'reference' });
    expect(names.layers.map(({ name, type }) => [name, type])).toEqual([['A', 'Exp']]);
  });

  it('of layers without one are the type and its ordinal', () => {
    const { layers } = namesOf(
      '{ "layers": [ { "type": "Exp" }, { "name": "E", "type": "Exp" }, { "type": "Exp" } ] }',
    );
    expect(layers.map(({ name }) => name)).toEqual(['Exp1', 'E', 'Exp3']);
  });

  it('are not found in what is no network', () => {
    for (const text of ['', '[]', '"x"', '{ "layers": 3, "inputs": [1], "train": null }', '['.repeat(500)])
      expect(namesOf(text).mentions).toEqual([]);
  });
});

describe('names of an expression', () => {
  it.each([
    ['x', ['x']],
    ["x' * y'", ['x', 'y']],
    ["sum(x', 'rest') + t", ['x', 't']],
    ['x.shape[1] * units', ['x.shape', 'units']],
    ["Lstm.h' * Lstm.c", ['Lstm.h', 'Lstm.c']],
    ['x.*y./z', ['x', 'y', 'z']],
    ['1e5 * e2 + 2.5e-3', ['e2']],
    ['dout .* (s + ', ['dout', 's']],
  ])('%s', (text, names) => expect(namesInExpression(text).map(({ name }) => name)).toEqual(names));
});

describe('another name', () => {
  const TIED = `{
    "inputs": { "x": [[1, 2]] },
    "layers": [
      { "name": "Enc", "type": "Affine", "inputs": "x", "units": 2, "params": { "W": { "normal": 1 } } },
      { "type": "ReLU" },
      { "name": "Dec", "type": "Affine", "units": 2, "params": { "W": "Enc.W" } },
      { "name": "Sum", "type": "Expression", "forward": "Enc + ReLU1 + Dec" }
    ],
    "loss": "Sum",
    "check": { "tensors": ["Enc.*", "Enc.W", "Dec.W", "E*", "Enc/dot1.out"] }
  }`;
  const at = (text: string): number => TIED.indexOf(text);

  it('is put wherever a layer is mentioned: in shared tensors, expressions and patterns too', () => {
    const text = renamed(TIED, at('Enc'), 'Encoder');
    expect(text).toContain('"W": "Encoder.W"');
    expect(text).toContain('"Encoder + ReLU1 + Dec"');
    expect(text).toContain('["Encoder.*", "Encoder.W", "Dec.W", "E*", "Encoder/dot1.out"]');
  });

  it('is written into a layer that had none', () => {
    const text = renamed(TIED, at('ReLU1 +'), 'Gate');
    expect(text).toContain('{ "name": "Gate", "type": "ReLU" }');
    expect(text).toContain('"Enc + Gate + Dec"');
  });

  it.each([
    ['the tensor of a built-in layer', at('"W": {') + 1, 'V', 'fixed'],
    ['what is no name', at('"normal"') + 2, 'V', 'no-name'],
    ['a name that is taken', at('Enc'), 'Dec', 'taken'],
    ['a name that a layer without one has', at('Enc'), 'ReLU1', 'taken'],
    ['what cannot be a name', at('Enc'), '2nd', 'bad-name'],
  ])('is refused for %s', (_, offset, name, why) => expect(renameEdits(namesOf(TIED), offset, name)).toBe(why));

  it('is refused where two things have the name', () => {
    const text = '{ "inputs": { "x": 1 }, "params": { "x": 1 }, "layers": [ { "type": "Exp", "inputs": "x" } ] }';
    expect(renameable(namesOf(text), text.lastIndexOf('x"'))).toBe('ambiguous');
  });

  it('follows an output into its gradient', () => {
    const text =
      '{ "layerTypes": { "Two": { "inputs": ["x"], "forward": { "h": "x", "c": "2 * x" }, "backward": { "x": "dh + 2 * dc" } } },' +
      ' "layers": [ { "name": "L", "type": "Two", "inputs": "x" }, { "type": "Exp", "inputs": "L.h" } ] }';
    const changed = renamed(text, text.indexOf('"h"') + 1, 'state');
    expect(changed).toContain('"state": "x"');
    expect(changed).toContain('"dstate + 2 * dc"');
    expect(changed).toContain('"L.state"');
  });
});
