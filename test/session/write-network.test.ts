// Networks that are written are read as they were meant.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNetwork } from '../../src/network';
import { block, comment, literal, movedTo } from '../../src/session/write-network';
import { tensor, toNested, type Tensor } from '../../src/engine/tensor';

const noFiles = { read: (): Promise<Uint8Array> => Promise.reject(new Error('no such file')) };

const anyTensor: fc.Arbitrary<Tensor> = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }).chain((shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }));
  return fc.array(number, { minLength: size, maxLength: size }).map((data) => tensor(shape, data));
});

describe('a literal tensor', () => {
  it('is read back to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(anyTensor, async (given) => {
        const text = block([
          ['inputs', block([['x', literal(given, '    ')]], '  ')],
          ['layers', '[{ "type": "Square", "inputs": "x" }]'],
        ]);
        const reading = await readNetwork(`${comment(['A comment', ''])}\n${text}\n`, noFiles);
        if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
        const { graph } = reading.network;
        const { id } = graph.values.find(({ name }) => name === 'x')!;
        // JSON has no negative zero.
        const found = graph.sources.get(id)!;
        expect(toNested({ ...found, data: found.data.map((x) => x + 0) })).toEqual(
          toNested({ ...given, data: given.data.map((x) => x + 0) }),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('stands on one line where it is short, and row by row where it is not', () => {
    expect(literal(tensor([2, 2], [1, 2, 3, 4.5]))).toBe('[[1, 2], [3, 4.5]]');
    const wide = tensor(
      [2, 20],
      Array.from({ length: 40 }, (_, i) => i + 0.5),
    );
    expect(literal(wide, '  ').split('\n')).toEqual([
      '[',
      expect.stringMatching(/^ {4}\[0.5, 1.5.*19.5\],$/),
      expect.stringMatching(/^ {4}\[20.5.*39.5\]$/),
      '  ]',
    ]);
  });
});

describe('text that is moved', () => {
  it('keeps its own indentation, lines without any included', () => {
    const text = '{\n      "inputs": ["x"],\n\n        // deeper\n      "forward": "x"\n    }';
    expect(movedTo('  ', text)).toBe('{\n    "inputs": ["x"],\n\n      // deeper\n    "forward": "x"\n  }');
  });
});
