// Places in a text, strings with escapes, nearest names, and the limits that no small file reaches.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS, readNetwork } from '../../src/network';
import { valueOffsets } from '../../src/network/json/escapes';
import { Lines } from '../../src/network/json/lines';
import { nearest } from '../../src/network/nearest';
import type { Mistake } from '../../src/network/types';

const none = { read: () => Promise.reject(new Error('no files here')) };

async function mistakesOf(text: string): Promise<readonly Mistake[]> {
  const reading = await readNetwork(text, none);
  return reading.ok ? [] : reading.mistakes;
}

describe('lines', () => {
  it('count from 1, in UTF-16 units, whatever ends them', () => {
    const text = 'a🙂b\r\nc\rd\n\ne';
    const places = [...'abcde'].map((letter) => new Lines(text).span(text.indexOf(letter), text.indexOf(letter) + 1));
    expect(places.map(({ line, column }) => [line, column])).toEqual([
      [1, 1],
      [1, 4],
      [2, 1],
      [3, 1],
      [5, 1],
    ]);
    expect(places[1]).toEqual({ line: 1, column: 4, endLine: 1, endColumn: 5 });
  });

  it('agree with counting line ends by hand', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('\n', '\r\n', '\r', 'x', '🙂')), fc.nat(), (parts, at) => {
        const text = parts.join('');
        const offset = at % (text.length + 1);
        // Between the two characters of a line end there is no place.
        fc.pre(!(text[offset - 1] === '\r' && text[offset] === '\n'));
        const before = text.slice(0, offset).split(/\r\n|\r|\n/);
        const { line, column } = new Lines(text).span(offset, offset);
        expect([line, column]).toEqual([before.length, before[before.length - 1].length + 1]);
      }),
    );
  });
});

describe('strings of JSON', () => {
  it('know where each character of their value stands in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\u0001', '🙂', "'") }), (value) => {
        const literal = JSON.stringify(value);
        const offsets = valueOffsets(literal);
        for (let at = 0; at < value.length; at++) {
          const written = literal.slice(offsets(at), offsets(at + 1));
          // Half of a surrogate pair is no string of its own.
          if (/^[\ud800-\udfff]$/.test(value[at])) expect(written).toBe(value[at]);
          else expect(JSON.parse(`"${written}"`)).toBe(value[at]);
        }
        expect(offsets(value.length)).toBe(literal.length - 1);
      }),
    );
  });
});

describe('the nearest name', () => {
  it.each([
    ['Rellu', 'ReLU'],
    ['relu', 'ReLU'],
    ['softmaxwithloss', 'SoftmaxWithLoss'],
    ['Afifne', 'Affine'],
    ['Convolutoin', 'Convolution'],
    ['LeakyRelu', 'LeakyReLU'],
    ['Perceptron', undefined],
    ['x', undefined],
  ])('to %s is %s', (name, expected) => {
    const types = ['ReLU', 'LeakyReLU', 'ELU', 'SoftmaxWithLoss', 'Softmax', 'Affine', 'Convolution'];
    expect(nearest(name, types)).toBe(expected);
  });
});

describe('limits', () => {
  const layers = (count: number): string =>
    JSON.stringify({
      inputs: { x: 1 },
      layers: [{ type: 'Neg', inputs: 'x' }, ...Array<object>(count - 1).fill({ type: 'Neg' })],
    });

  it('a text is refused beyond its characters, at its beginning', async () => {
    const [mistake] = await mistakesOf(' '.repeat(LIMITS.characters + 1));
    expect(mistake).toMatchObject({
      code: 'limit',
      span: { line: 1, column: 1 },
      found: String(LIMITS.characters + 1),
    });
  });

  it('as many nodes as allowed are read, one more is refused', async () => {
    expect(await mistakesOf(layers(LIMITS.nodes))).toEqual([]);
    const [mistake] = await mistakesOf(layers(LIMITS.nodes + 1));
    expect(mistake).toMatchObject({ code: 'limit', layer: `Neg${LIMITS.nodes + 1}`, expected: 'at most 20000 nodes' });
  }, 60_000);

  it('a million brackets end in a mistake, not in an overflow of the stack', async () => {
    const [mistake] = await mistakesOf('['.repeat(1_000_000));
    expect(mistake).toMatchObject({ code: 'limit', span: { line: 1, column: LIMITS.nesting + 1 } });
  });

  it('a literal of a quarter of a million numbers is read', async () => {
    const row = `[${Array(500).fill('0.123456789').join(', ')}]`;
    const x = `[${Array(500).fill(row).join(',\n')}]`;
    expect(await mistakesOf(`{ "inputs": { "x": ${x} }, "layers": [{ "type": "Sum", "inputs": "x" }] }`)).toEqual([]);
  });
});
