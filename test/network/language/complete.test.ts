// What is proposed at a place of a JSON network. `|` is the cursor.
import { describe, expect, it } from 'vitest';
import { registry } from '../../../src/engine/ops';
import { readNetwork } from '../../../src/network';
import { proposalsAt } from '../../../src/network/language/complete';
import { functionNames } from '../../../src/network/expressions/functions';
import { LAYER_KINDS } from '../../../src/network/language/layer-kinds';
import { layerKinds } from '../../../scripts/layer-kinds';

function at(marked: string): { text: string; offset: number } {
  return { text: marked.replace('|', ''), offset: marked.indexOf('|') };
}

function labels(marked: string): string[] {
  const { text, offset } = at(marked);
  return proposalsAt(text, offset).items.map(({ label }) => label);
}

/** The text once the proposal of that label has been taken, its places filled in as they stand. */
function taken(marked: string, label: string): string {
  const { text, offset } = at(marked);
  const { at: place, items } = proposalsAt(text, offset);
  const item = items.find((item) => item.label === label)!;
  const plain = item.snippet ? item.text.replace(/\$\{\d+:((?:\\.|[^}])*)\}/g, '$1').replace('$0', '') : item.text;
  return text.slice(0, place.from) + plain.replace(/\\([\\$}])/g, '$1') + text.slice(place.to);
}

const HEAD = `{
  "inputs": { "x": [[1, 2], [3, 4]], "t": [0, 1] }, "params": { "S": { "normal": 1 } },
  "layerTypes": { "Scale": { "inputs": ["x"], "attributes": { "by": 2 }, "params": { "k": { "shape": [1] } },
    "forward": { "h": "x * by * k", "c": "x" } } },
  "layers": [ { "name": "A", "type": "Affine", "inputs": "x", "units": 2 }, { "name": "B", "type": "Scale" }`;

const FUNCTIONS = Object.fromEntries(functionNames().map((name) => [name, true]));

describe('what is proposed', () => {
  it('as inputs: outputs of the layers before, the nearest first, then inputs, params and owned tensors', () => {
    const all = ['B.h', 'B.c', 'A', 'x', 't', 'S', 'B.k', 'A.W', 'A.b'];
    expect(labels(`${HEAD}, { "name": "C", "type": "Mul", "inputs": ["|"] }, { "type": "Exp" } ] }`)).toEqual(all);
    expect(labels(`${HEAD}, { "name": "C", "type": "Exp", "inputs": |`)).toEqual(all);
    expect(labels(`${HEAD}, { "name": "C", "type": "Exp", "inputs": "A|`)).toEqual(all);
  });

  it('as a type: those of the file', () => expect(labels(`${HEAD}, { "type": "|" } ] }`)).toEqual(['Scale']));

  it('as keys of a layer of such a type: its attributes', () =>
    expect(labels(`${HEAD}, { "type": "Scale", "|" } ] }`)).toEqual(['by', 'params']));

  it('as keys of params: what the type owns', () => {
    expect(labels(`${HEAD}, { "type": "Affine", "params": { "|" } } ] }`)).toEqual(['W', 'b']);
    expect(labels(`${HEAD}, { "type": "Scale", "params": { | } } ] }`)).toEqual(['k']);
  });

  it('as a param: shared ones, and those of layers before', () =>
    expect(labels(`${HEAD}, { "type": "Affine", "params": { "W": "|" } } ] }`)).toEqual(['S', 'B.k', 'A.W', 'A.b']));

  it('as loss: layers alone', () => expect(labels(`${HEAD} ], "loss": "|" }`)).toEqual(['B.h', 'B.c', 'A']));

  it('as data: inputs', () => expect(labels(`${HEAD} ], "train": { "data": { "|" } } }`)).toEqual(['x', 't']));

  it('as tensors to check: names as the report spells them, and patterns', () =>
    expect(labels(`${HEAD} ], "check": { "tensors": ["|"] } }`)).toEqual([
      'x',
      't',
      'S',
      'A.*',
      'A.W',
      'A.b',
      'A.out',
      'B.*',
      'B.k',
      'B.h',
      'B.c',
    ]));

  it('as a file: what is in its folder', () => {
    const { text, offset } = at('{ "inputs": { "x": { "file": "data/dig|its.npy" } } }');
    expect(proposalsAt(text, offset)).toMatchObject({ items: [], folder: 'data/' });
  });

  it('in an expression: what it sees, and functions', () => {
    const inType = (expressions: string): string =>
      HEAD.replace('"forward": { "h": "x * by * k", "c": "x" }', expressions);
    const visible = (text: string): string[] => labels(`${text} ] }`).filter((label) => !(label in FUNCTIONS));
    expect(visible(inType('"let": { "s": "1" }, "forward": "|"'))).toEqual(['x', 's', 'k', 'by']);
    expect(visible(inType('"forward": "x", "backward": { "x": "dou|" }'))).toEqual(['dout', 'out', 'x', 'k', 'by']);
    expect(visible(inType('"forward": { "h": "x" }, "backward": { "x": "|" }'))).toEqual(['dh', 'h', 'x', 'k', 'by']);
    expect(visible(`${HEAD}, { "type": "Expression", "forward": "2 * |" }`)).toEqual([
      'B.h',
      'B.c',
      'A',
      'x',
      't',
      'S',
    ]);
    expect(taken(`${HEAD}, { "type": "Expression", "forward": "2 * ex|" } ] }`, 'exp')).toContain('"2 * exp"');
  });

  it('nothing in numbers, in other strings and outside', () => {
    expect(labels(`${HEAD}, { "type": "Affine", "units": 2| } ] }`)).toEqual([]);
    expect(labels(`{ "name": "|" }`)).toEqual([]);
    expect(labels(`|`)).toEqual([]);
    expect(labels(`{ "inputs": { "x": [1, |] } }`)).toEqual([]);
  });

  it('replaces the string that the cursor is in, and no more of one that does not end', () => {
    expect(taken(`${HEAD}, { "type": "Exp", "inputs": "A|bc" } ] }`, 'B.h')).toContain('"inputs": "B.h" } ] }');
    expect(taken(`${HEAD}, { "type": "Exp", "inputs": "A| } ] }`, 'B.h')).toContain('"inputs": "B.h" } ] }');
  });
});

describe('a layer snippet', () => {
  it('is there for every type', () =>
    expect(labels(`${HEAD}, | ] }`)).toEqual(['Scale', ...Object.keys(registry), 'Expression']));

  it('makes a layer that is read, behind another', async () => {
    const marked =
      '{ "inputs": { "x": [[1, 2], [3, 4]], "t": [0, 1] }, "layers": [ { "type": "Neg", "inputs": "x" }, | ] }';
    for (const type of ['Affine', 'Relu', 'SoftmaxWithLoss', 'Expression', 'Pow', 'Add'].map((t) =>
      t === 'Relu' ? 'ReLU' : t,
    )) {
      const text = taken(marked, type);
      const reading = await readNetwork(text, { read: () => Promise.reject(new Error('none')) });
      expect(reading, text).toMatchObject({ ok: true });
    }
  });

  it('is made from what the registry says now', () => expect(LAYER_KINDS).toEqual(layerKinds()));
});
