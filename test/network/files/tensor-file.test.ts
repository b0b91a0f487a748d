// Tensor files, against what NumPy wrote (make.py), and against damage.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../../src/engine/tensor';
import { FileFormatError, decodeTensorFile, type TensorFileOptions } from '../../../src/network/files';

const FIXTURES = join(__dirname, 'fixtures');
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, name)));
const decode = (name: string, options?: TensorFileOptions) => decodeTensorFile(name, fixture(name), options);
const decodeText = (name: string, text: string, options?: TensorFileOptions) =>
  decodeTensorFile(name, strToU8(text), options);

/** The mistake in a line; fails where there is none. */
function mistake(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    const hint = error.nearest ? `; nearest: ${error.nearest}` : '';
    return `${error.code}: expected ${error.expected}, found ${error.found}${hint}`;
  }
  throw new Error('nothing was thrown');
}

/** A version 1 .npy with any header and data. */
function npy(header: string, data: Uint8Array, version = 1): Uint8Array {
  const text = strToU8(header + '\n');
  const length = [text.length & 0xff, text.length >> 8];
  return Uint8Array.from([0x93, ...strToU8('NUMPY'), version, 0, ...length, ...text, ...data]);
}

/** An IDX file of that many zero bytes. */
function zeroBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(8 + count);
  bytes.set([0, 0, 8, 1]);
  new DataView(bytes.buffer).setUint32(4, count);
  return bytes;
}

const dictionary = (descr: string, shape: string) => `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;

/** An IDX file of doubles. */
function idx(shape: readonly number[], values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + 8 * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, 0x0e, shape.length]);
  shape.forEach((extent, axis) => view.setUint32(4 + 4 * axis, extent));
  values.forEach((value, i) => view.setFloat64(4 + 4 * shape.length + 8 * i, value));
  return bytes;
}

describe('what NumPy wrote', () => {
  const expected = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8')) as Record<
    string,
    { shape: number[]; values: number[] }
  >;
  it.each(Object.keys(expected))('%s is read exactly', (entry) => {
    const [name, key] = entry.split(':');
    const result = decode(name, { key });
    expect(result.data).toBeInstanceOf(Float64Array);
    expect(result.shape).toEqual(expected[entry].shape);
    expect([...result.data]).toEqual(expected[entry].values);
  });

  it.each(['three-axes.npy', 'fortran.npy', 'digits-idx3-ubyte', 'digits-idx3-ubyte.gz'])(
    'rows of %s are those rows',
    (name) => {
      const whole = toNested(decode(name)) as number[][][];
      expect(toNested(decode(name, { rows: [1, 2] }))).toEqual(whole.slice(1, 2));
    },
  );

  it.each(['comma.csv', 'headed.csv', 'nested.json', 'fortran-square.npy'])('row 1 of %s is its second row', (name) => {
    const whole = toNested(decode(name)) as number[][];
    expect(toNested(decode(name, { rows: [1, 2] }))).toEqual(whole.slice(1, 2));
  });

  it('scale multiplies', () => {
    expect([...decode('u1-little.npy', { scale: 1 / 255 }).data]).toEqual([0, 1]);
  });

  it('the name decides the format, and the first bytes where it says nothing', () => {
    for (const name of ['fortran.npy', 'single.npz', 'f8.idx', 'packed.idx']) {
      expect(decodeTensorFile('data.bin', fixture(name))).toEqual(decode(name));
    }
  });
});

const MISTAKES: [string, () => unknown][] = [
  ['a structured dtype', () => decode('structured.npy')],
  ['text', () => decode('text.npy')],
  ['objects', () => decode('object.npy')],
  ['complex numbers', () => decode('complex.npy')],
  ['dates', () => decode('dates.npy')],
  ['no elements', () => decode('empty.npy')],
  ['an integer no double holds', () => decode('huge-integer.npy')],
  ['NaN before infinity', () => decode('not-finite.npy')],
  ['NaN in the rows that are read', () => decode('not-finite.npy', { rows: [2, 3] })],
  ['a scale that overflows', () => decode('f8-big.npy', { scale: 1e10 })],
  ['no key', () => decode('stored.npz')],
  ['a misspelt key', () => decode('stored.npz', { key: 'lables' })],
  ['a key of one array', () => decode('fortran.npy', { key: 'x' })],
  ['rows beyond the end', () => decode('three-axes.npy', { rows: [1, 3] })],
  ['rows the wrong way round', () => decode('comma.csv', { rows: [1, 1] })],
  ['rows that are not whole', () => decode('nested.json', { rows: [0, 0.5] })],
  ['rows of a scalar', () => decode('scalar.npy', { rows: [0, 1] })],
  ['data cut off', () => decodeTensorFile('x.npy', fixture('f8-big.npy').subarray(0, -1))],
  ['data too long', () => decodeTensorFile('x.npy', Uint8Array.from([...fixture('f8-big.npy'), 0]))],
  ['a header cut off', () => decodeTensorFile('x.npy', fixture('f8-big.npy').subarray(0, 40))],
  ['a header that is cut before its length', () => decodeTensorFile('x.npy', fixture('f8-big.npy').subarray(0, 9))],
  ['an unknown version', () => decodeTensorFile('x.npy', npy('', new Uint8Array(8), 9))],
  ['another magic string', () => decodeTensorFile('x.npy', fixture('single.npz'))],
  [
    'a trillion elements',
    () => decodeTensorFile('x.npy', npy(dictionary("'<f8'", '(1000000, 1000000)'), new Uint8Array(8))),
  ],
  [
    'an absurd extent',
    () => decodeTensorFile('x.npy', npy(dictionary("'<f8'", `(${'9'.repeat(400)},)`), new Uint8Array(8))),
  ],
  ['a negative extent', () => decodeTensorFile('x.npy', npy(dictionary("'<f8'", '(-1,)'), new Uint8Array(8)))],
  [
    'too many axes',
    () => decodeTensorFile('x.npy', npy(dictionary("'<f8'", `(${'1,'.repeat(33)})`), new Uint8Array(8))),
  ],
  ['a header without a dtype', () => decodeTensorFile('x.npy', npy("{'shape': (1,), }", new Uint8Array(8)))],
  ['a boolean of 2', () => decodeTensorFile('x.npy', npy(dictionary("'|b1'", '(2,)'), Uint8Array.of(1, 2)))],
  ['a zip of something else', () => decodeTensorFile('x.npz', zipSync({ 'a.txt': strToU8('a') }))],
  ['no zip', () => decodeTensorFile('x.npz', strToU8('PK not a zip'))],
  ['an IDX of another type', () => decodeTensorFile('x.idx', Uint8Array.of(0, 0, 0x0a, 1))],
  ['an IDX of nothing', () => decodeTensorFile('x.idx', new Uint8Array(0))],
  ['an IDX header cut off', () => decodeTensorFile('x.idx', Uint8Array.of(0, 0, 8, 3, 0, 0))],
  ['an IDX that claims four billion rows', () => decodeTensorFile('x.idx', idx([0xffffffff], [1]))],
  ['more elements than fit', () => decodeTensorFile('x.idx', zeroBytes(2 ** 26 + 1))],
  ['a gzip cut off', () => decodeTensorFile('x.idx.gz', fixture('packed.idx').subarray(0, -9))],
  ['a gzip of nearly nothing', () => decodeTensorFile('x.idx.gz', Uint8Array.of(0x1f, 0x8b))],
  ['a ragged line', () => decodeText('x.csv', '1,2\n3,4\n\n5\n')],
  ['an empty field', () => decodeText('x.csv', '1,2\n3,\n')],
  ['a word among numbers', () => decodeText('x.csv', 'a,b\n1,2\n3,four\n')],
  ['NaN in a table', () => decodeText('x.csv', '1,2\nnan,3\n')],
  ['decimal commas', () => decodeText('x.csv', 'a;b\n1,5;2\n')],
  ['headings alone', () => decodeText('x.csv', 'a,b\n')],
  ['an empty table', () => decodeText('x.csv', '\n\n')],
  ['ragged arrays', () => decodeText('x.json', '[[1, 2], [3]]')],
  ['arrays of different depth', () => decodeText('x.json', '[[1, 2], [3, [4]]]')],
  ['a string among numbers', () => decodeText('x.json', '[1, "2"]')],
  ['a null in the rows read', () => decodeText('x.json', '[[1], [2], [null]]', { rows: [1, 3] })],
  ['an object', () => decodeText('x.json', '{"a": 1}')],
  ['an empty array', () => decodeText('x.json', '[[], []]')],
  ['arrays without end', () => decodeText('x.json', '['.repeat(50_000) + ']'.repeat(50_000))],
  [
    'lengths that multiply',
    () => decodeText('x.json', `[[[${'1,'.repeat(99)}1]${',1'.repeat(99)}]${',1'.repeat(99)}]`),
  ],
  ['text that is not JSON', () => decodeText('x.json', '[1, NaN]')],
  ['a number beyond doubles', () => decodeText('x.json', '[1, 1e999]')],
  ['an unknown kind of file', () => decodeText('x.txt', 'hello')],
];

describe('mistakes', () => {
  it('are each told as the golden file has them', async () => {
    const told = MISTAKES.map(([what, run]) => `${what}\n  ${mistake(run)}\n`).join('');
    await expect(told).toMatchFileSnapshot('mistakes.golden');
  });

  it('a flipped bit in a gzip stream is noticed', () => {
    const bytes = gzipSync(
      idx(
        [64],
        Array.from({ length: 64 }, (_, i) => Math.sin(i)),
      ),
    );
    for (let at = 20; at < bytes.length - 8; at++) {
      const damaged = bytes.slice();
      damaged[at] ^= 4;
      expect(() => decodeTensorFile('x.idx', damaged)).toThrow(FileFormatError);
    }
  });

  it('an archive that promises what its bytes cannot hold gets no room', () => {
    const bytes = fixture('deflated.npz');
    const view = new DataView(bytes.buffer);
    // The central directory's entries begin with 50 4b 01 02; the unpacked size stands 24 bytes on.
    for (let at = 0; at < bytes.length - 28; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 400_000_000, true);
    }
    expect(mistake(() => decodeTensorFile('x.npz', bytes, { key: 'x' }))).toBe(
      'file-format: expected the member "x.npy" as long as it says, found a damaged or cut-off stream',
    );
  });
});

describe('for all', () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
  const tensors = shapes.chain((shape) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const element = fc.double({ noNaN: true, noDefaultInfinity: true });
    return fc.record({ shape: fc.constant(shape), values: fc.array(element, { minLength: size, maxLength: size }) });
  });

  it('doubles come back from IDX bit for bit, packed or not', () => {
    fc.assert(
      fc.property(tensors, fc.boolean(), ({ shape, values }, packed) => {
        const bytes = idx(shape, values);
        const result = decodeTensorFile('x.idx', packed ? gzipSync(bytes) : bytes);
        expect(result.shape).toEqual(shape);
        expect([...result.data]).toEqual(values);
      }),
    );
  });

  it('a .npy in either byte order and memory order is the same tensor', () => {
    fc.assert(
      fc.property(tensors, fc.boolean(), fc.boolean(), ({ shape, values }, little, columnMajor) => {
        const data = new DataView(new ArrayBuffer(8 * values.length));
        values.forEach((value, flat) => {
          let at = flat;
          if (columnMajor) {
            // The stride of an axis is the product of the extents before it.
            at = 0;
            let rest = flat;
            let size = values.length;
            for (let axis = shape.length - 1; axis >= 0; axis--) {
              size /= shape[axis];
              at += (rest % shape[axis]) * size;
              rest = Math.floor(rest / shape[axis]);
            }
          }
          data.setFloat64(8 * at, value, little);
        });
        const descr = `'${little ? '<' : '>'}f8'`;
        const order = columnMajor ? 'True' : 'False';
        const header = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': (${shape.map((n) => `${n},`).join('')}), }`;
        const result = decodeTensorFile('x.npy', npy(header, new Uint8Array(data.buffer)));
        expect([...result.data]).toEqual(values);
      }),
    );
  });

  it('numbers come back from CSV and JSON', () => {
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((columns) =>
        fc.array(
          fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: columns, maxLength: columns }),
          { minLength: 1, maxLength: 5 },
        ),
      );
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t'), fc.boolean(), (rows, separator, quoted) => {
        const cell = (value: number) => (quoted ? `"${value}"` : `${value}`);
        const csv = rows.map((row) => row.map(cell).join(separator)).join('\n');
        expect(toNested(decodeText('x.csv', csv)).toString()).toBe(rows.toString());
        expect(toNested(decodeText('x.json', JSON.stringify(rows))).toString()).toBe(rows.toString());
      }),
    );
  });

  it('damage ends in a tensor or in a FileFormatError', () => {
    const names = [
      'fortran.npy',
      'version-3.npy',
      'stored.npz',
      'deflated.npz',
      'quoted.csv',
      'f8.idx',
      'packed.idx',
      'nested.json',
    ];
    const edits = fc.array(fc.record({ at: fc.nat(2000), byte: fc.integer({ min: 0, max: 255 }) }), { maxLength: 6 });
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...names), edits, fc.nat(2000), fc.boolean(), (name, changes, length, cut) => {
        const bytes = fixture(name);
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
        try {
          decodeTensorFile(name, cut ? bytes.subarray(0, length % bytes.length) : bytes, {
            key: name.endsWith('npz') ? 'x' : undefined,
          });
        } catch (error) {
          refused++;
          if (!(error instanceof FileFormatError)) throw error;
        }
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });
});
