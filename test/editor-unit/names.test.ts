import { describe, expect, it } from 'vitest';
import { layerAt, mentionAt, nameInJson, nameInProgram } from '../../src/editor/names';
import { RESULT } from './sample';

const TEXT = `{
  "name": "Net", // not a tensor
  "inputs": { "x": [1, 2], "t": { "file": "t.npy" } },
  "params": { "V": { "shape": [2, 2], "normal": 1 } },
  "layers": [
    { "name": "Fc", "type": "Affine", "inputs": "x", "params": { "W": "V", "b": 0 } },
    { "type": "ReLU" },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Fc", "t"] },
  ],
  "loss": "Loss"
}`;

/** The name at the string whose text, quotes included, is the n-th of its kind. */
function at(quoted: string, nth = 1): string | null | undefined {
  let offset = -1;
  for (let i = 0; i < nth; i++) offset = TEXT.indexOf(`"${quoted}"`, offset + 1);
  return nameInJson(TEXT, offset + 1)?.name;
}

describe('without a check, a name is known by where it stands', () => {
  it('where it is defined', () => {
    expect(['x', 't', 'V', 'Fc', 'Loss'].map((name) => at(name))).toEqual(['x', 't', 'V', 'Fc', 'Loss']);
  });

  it('where it is used', () => {
    expect([at('x', 2), at('Fc', 2), at('t', 2), at('V', 2), at('Loss', 2)]).toEqual(['x', 'Fc', 't', 'V', 'Loss']);
  });

  it("where a layer's own tensor is given a value", () => expect([at('W'), at('b')]).toEqual(['Fc.W', 'Fc.b']));

  it("at a layer's type, which stands for the layer", () => {
    expect([at('Affine'), at('ReLU')]).toEqual(['Fc', 'ReLU1']);
  });

  it('and nowhere else', () => {
    expect(['Net', 't.npy', 'name', 'inputs', 'layers', 'normal', 'type'].map((text) => at(text))).toEqual(
      Array(7).fill(undefined),
    );
  });

  it('covers the name without its quotes', () => {
    const { from, to } = nameInJson(TEXT, TEXT.indexOf('Fc'))!;
    expect(TEXT.slice(from, to)).toBe('Fc');
  });

  it('also in a text that is not JSON yet', () => {
    expect(nameInJson('{ "layers": [ { "name": "Half", "inp', 26)?.name).toBe('Half');
    expect(nameInJson('', 0)).toBeUndefined();
  });
});

describe('after a check', () => {
  it('the narrowest mention is meant, also with the cursor at its end', () => {
    const wide = { name: 'wide', kind: 'reference', span: { line: 4, column: 10, endLine: 4, endColumn: 40 } } as const;
    const mentions = [wide, ...RESULT.mentions];
    expect([20, 23, 24, 9].map((column) => mentionAt(mentions, { line: 4, column })?.name)).toEqual([
      'Affine1',
      'Affine1',
      'wide',
      undefined,
    ]);
  });

  it('a place belongs to the layer whose text holds it', () => {
    const places = [
      { line: 4, column: 5 },
      { line: 6, column: 1 },
      { line: 7, column: 9 },
    ];
    expect(places.map((place) => layerAt(RESULT.layerSpans, place))).toEqual(['Affine1', 'Loss', undefined]);
  });
});

describe('in a program', () => {
  const PROGRAM = `const x = input('x', normal([3, 4], 1));
    h = layer(new MyReLU(), affine(x, 5, { name: "Fc" }), { name: 'Relu1' });`;
  const at = (text: string): string | null | undefined => nameInProgram(PROGRAM, PROGRAM.indexOf(text) + 1)?.name;

  it('inputs and layers are known by their strings', () => {
    expect([at("'x'"), at('"Fc"'), at("'Relu1'")]).toEqual(['x', 'Fc', 'Relu1']);
    expect([at('normal'), at('MyReLU'), at('name:')]).toEqual([undefined, undefined, undefined]);
  });

  it('of a call in a call the innermost layer is meant', () => {
    const layerSpans = {
      Relu1: { line: 2, column: 9, endLine: 2, endColumn: 76 },
      Fc: { line: 2, column: 29, endLine: 2, endColumn: 57 },
    };
    expect([30, 10].map((column) => layerAt(layerSpans, { line: 2, column }))).toEqual(['Fc', 'Relu1']);
  });
});
