// Pictures of hovers, read back.
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { errorBar } from '../../src/editor/image/error-bar';
import { heatMaps } from '../../src/editor/image/heat-map';
import { PALETTES, colourAt, type Rgb } from '../../src/picture/palette';
import { png } from '../../src/editor/image/png';

const WORDS = { numerical: 'numerical', allowed: 'allowed', analytic: 'analytic' };

/** The chunks of a PNG file by type, and what its pixels are. */
function read(bytes: Uint8Array) {
  const file = Buffer.from(bytes);
  expect(file.subarray(1, 4).toString()).toBe('PNG');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    chunks.set(file.toString('latin1', at + 4, at + 8), file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height] = [chunks.get('IHDR')!.readUInt32BE(0), chunks.get('IHDR')!.readUInt32BE(4)];
  // Throws where the checksum is wrong.
  const rows = inflateSync(chunks.get('IDAT')!);
  const pixels = Array.from({ length: height }, (_, row) => [
    ...rows.subarray(row * (width + 1) + 1, (row + 1) * (width + 1)),
  ]);
  return { chunks, width, height, pixels };
}

function drawing(uri: string): string {
  const [head, data] = uri.split(',');
  expect(head).toBe('data:image/svg+xml;base64');
  return Buffer.from(data, 'base64').toString('utf8');
}

const matrixOf = (rows: number, columns: number, data: readonly number[]) => ({
  rows,
  columns,
  data: Float64Array.from(data),
  of: { rows, columns },
});

it('writes pixels that others read', () => {
  const colours: Rgb[] = [
    [0, 0, 0],
    [1, 2, 3],
    [250, 251, 252],
  ];
  const { width, height, pixels, chunks } = read(png(3, 2, Uint8Array.of(0, 1, 2, 2, 1, 0), colours));
  expect([width, height]).toEqual([3, 2]);
  expect(pixels).toEqual([
    [0, 1, 2],
    [2, 1, 0],
  ]);
  expect([...chunks.get('PLTE')!]).toEqual(colours.flat());
  expect([...chunks.get('tRNS')!]).toEqual([0]);
});

it('has checksums as the standard computes them', () => {
  const bytes = Buffer.from(png(1, 1, Uint8Array.of(0), [[0, 0, 0]]));
  // Of the empty last chunk, as in every PNG file.
  expect(bytes.subarray(-4).toString('hex')).toBe('ae426082');
});

describe('a heat map', () => {
  const uri = heatMaps(
    [{ title: 'gradient', matrix: matrixOf(2, 3, [-2, -1, 0, 1, 2, NaN]), full: 2 }],
    PALETTES.light,
  ).uri;
  const svg = drawing(uri);

  it('shows signs to both sides of zero, and nothing where there is no number', () => {
    const image = /href="data:image\/png;base64,([^"]+)"/.exec(svg)![1];
    const { pixels, chunks } = read(Buffer.from(image, 'base64'));
    const table = chunks.get('PLTE')!;
    const colour = (k: number): number[] => [...table.subarray(3 * k, 3 * k + 3)];
    const [[least, low, zero], [high, most, none]] = pixels;
    expect(none).toBe(0);
    expect(colour(zero)).toEqual([...PALETTES.light.zero]);
    expect(colour(least)).toEqual([...PALETTES.light.negative]);
    expect(colour(most)).toEqual([...PALETTES.light.positive]);
    // To the next shade.
    const apart = (k: number, x: number): number =>
      Math.max(...colourAt(PALETTES.light, x).map((channel, c) => Math.abs(channel - colour(k)[c])));
    expect(apart(low, -0.5)).toBeLessThanOrEqual(2);
    expect(apart(high, 0.5)).toBeLessThanOrEqual(2);
  });

  it('has a legend, and its pixels stay sharp', () => {
    expect(svg).toContain('>gradient<');
    expect(svg).toContain('>−2<');
    expect(svg).toContain('image-rendering:pixelated');
  });

  it('of a tensor that is zero everywhere has the colour of zero', () => {
    const zeros = heatMaps([{ title: 'g', matrix: matrixOf(1, 2, [0, 0]), full: 0 }], PALETTES.dark);
    expect(drawing(zeros.uri)).not.toContain('NaN');
  });

  it('is small, however large the tensor', () => {
    const matrix = matrixOf(48, 64, Array.from({ length: 48 * 64 }, Math.sin));
    const two = heatMaps(
      [1, 2].map(() => ({ title: 'gradient', matrix, full: 1 })),
      PALETTES.light,
    );
    expect(two.uri.length).toBeLessThan(20_000);
    expect(two.width).toBeLessThan(360);
    expect(two.height).toBeLessThan(150);
  });
});

describe('an error bar', () => {
  const circles = (uri: string): number[] =>
    [...drawing(uri).matchAll(/<circle cx="([-\d.]+)"/g)].map(([, x]) => Number(x));

  it('has the analytic gradient inside of what is allowed where it is right', () => {
    const { uri, width } = errorBar({ analytic: 1.2, numeric: 1, bound: 0.5, tolerance: 0.5 }, WORDS, PALETTES.light);
    const [at, ...legend] = circles(uri);
    expect(legend).toHaveLength(1);
    expect(at - width / 2).toBeCloseTo((0.2 / 3) * (width / 2), 1);
  });

  it('points to where it lies outside of the picture', () => {
    const { uri } = errorBar({ analytic: -9, numeric: 1, bound: 0.1, tolerance: 0.1 }, WORDS, PALETTES.highContrast);
    expect(circles(uri)).toHaveLength(1);
    expect(drawing(uri)).toContain('d="M1 10l8 -5v10z"');
  });
});

it('tells blue and orange apart, in every theme, also without colour', () => {
  const brightness = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  for (const palette of Object.values(PALETTES)) {
    for (const end of [palette.negative, palette.positive]) {
      expect(Math.abs(brightness(end) - brightness(palette.zero))).toBeGreaterThan(80);
    }
  }
});
