// The arithmetic of the tensor view: what is drawn where, in which colour, and what is told of it.
import { describe, expect, it } from 'vitest';
import { verdictName } from '../../src/check/verdict';
import { flatOf as engineFlat, indexOf as engineIndex, fromNested } from '../../src/engine/tensor';
import { PALETTES, type ThemeKind } from '../../src/picture/palette';
import { pooled } from '../../src/session/tensors/matrix';
import { below, firstHeld, heldPrefix, imageOffers, imageSizes } from '../../src/webview/tensor/arrange';
import { binOf, binsOf, heightOf, ticksUpTo } from '../../src/webview/tensor/bins';
import { moved } from '../../src/webview/tensor/frame-keys';
import { relativeError, VERDICTS } from '../../src/webview/tensor/numbers';
import { flatSeen, paint, showing, wholeFrame, zoomed } from '../../src/webview/tensor/paint';
import { flatOf, indexOf, sizeOf } from '../../src/picture/positions';
import { shadeOf, shadesOf, shareOf, ticksOf, type Scale } from '../../src/webview/tensor/scale';
import { cellOf, flatAt, forEachShown, nextCell, sheetOf, type Arrangement } from '../../src/webview/tensor/sheet';
import { blockSpace } from '../../src/webview/tensor/space';
import { slicedOf, textOf } from '../../src/webview/tensor/text';

const counting = (size: number) => Float64Array.from({ length: size }, (_, i) => i);
const all = (shape: readonly number[]) => shape.map(() => null);
const shownOn = (arrangement: Arrangement) => {
  const found: number[] = [];
  forEachShown(sheetOf(arrangement), (flat) => found.push(flat));
  return found;
};
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('positions', () => {
  it('are those of the engine', () => {
    for (const shape of [[], [5], [3, 4], [2, 3, 4, 5]])
      for (let flat = 0; flat < sizeOf(shape); flat += 7) {
        expect(indexOf(shape, flat)).toEqual(engineIndex(shape, flat));
        expect(flatOf(shape, engineIndex(shape, flat))).toBe(engineFlat(shape, engineIndex(shape, flat)));
      }
  });
});

describe('a sheet', () => {
  const arrangements: Record<string, Arrangement> = {
    scalar: { shape: [], unfold: null, held: [] },
    vector: { shape: [7], unfold: null, held: [null] },
    matrix: { shape: [3, 5], unfold: null, held: [null, null] },
    'a vector as an image': { shape: [12], unfold: { axis: 0, height: 3, width: 4 }, held: [null] },
    'rows as images': { shape: [5, 12], unfold: { axis: 1, height: 3, width: 4 }, held: [null, null] },
    'columns as images': { shape: [12, 5], unfold: { axis: 0, height: 3, width: 4 }, held: [null, null] },
    'images in a batch': { shape: [5, 3, 4], unfold: null, held: [null, null, null] },
    'images with channels': { shape: [3, 2, 4, 5], unfold: null, held: all([0, 0, 0, 0]) },
    'large images': { shape: [3, 15, 14], unfold: null, held: [null, null, null] },
    'five axes': { shape: [2, 3, 2, 2, 3], unfold: null, held: all([0, 0, 0, 0, 0]) },
  };

  for (const [name, arrangement] of Object.entries(arrangements)) {
    it(`shows every element once, and finds it again: ${name}`, () => {
      const { shape } = arrangement;
      expect(sorted(shownOn(arrangement))).toEqual([...counting(sizeOf(shape))]);
      const sheet = sheetOf(arrangement);
      for (let flat = 0; flat < sizeOf(shape); flat++)
        expect(flatAt(sheet, cellOf(sheet, indexOf(shape, flat))!)).toBe(flat);
    });
  }

  it('shows what is at the index at which an axis is held, and nothing else', () => {
    const arrangement = { shape: [2, 3, 2, 2], unfold: null, held: [1, null, null, null] };
    expect(sorted(shownOn(arrangement))).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
    expect(cellOf(sheetOf(arrangement), [0, 0, 0, 0])).toBeNull();
    expect(sorted(shownOn({ ...arrangement, held: [null, 2, null, null] }))).toEqual([8, 9, 10, 11, 20, 21, 22, 23]);
  });

  it('draws an unfolded axis row by row, as the image was flattened', () => {
    const sheet = sheetOf({ shape: [6, 2], unfold: { axis: 0, height: 2, width: 3 }, held: [null, 1] });
    const rows = [0, 1].map((row) => [0, 1, 2].map((column) => flatAt(sheet, { row, column })));
    expect(rows).toEqual([
      [1, 3, 5],
      [7, 9, 11],
    ]);
  });

  it('puts filters below each other and their channels beside each other', () => {
    const sheet = sheetOf({ shape: [2, 3, 2, 2], unfold: null, held: all([0, 0, 0, 0]) });
    expect(cellOf(sheet, [1, 2, 0, 1])).toEqual({ row: 3, column: 7 });
    expect([sheet.rows.length, sheet.columns.length]).toEqual([5, 8]);
  });

  it('leaves gaps between tiles, over which the arrow keys go', () => {
    const sheet = sheetOf({ shape: [3, 2, 2], unfold: null, held: all([0, 0, 0]) });
    expect(flatAt(sheet, { row: 0, column: 2 })).toBeNull();
    expect(nextCell(sheet, { row: 0, column: 1 }, 0, 1)).toEqual({ row: 0, column: 3 });
    // Below the second of three tiles there is none.
    expect(nextCell(sheet, { row: 1, column: 3 }, 1, 0)).toBeNull();
    expect(nextCell(sheet, { row: 1, column: 1 }, 1, 0)).toEqual({ row: 3, column: 1 });
  });
});

describe('looks', () => {
  it('offers 784 as 28×28, and takes it where the network has images of that size', () => {
    const sizes = imageSizes([
      [3, 28, 28],
      [3, 784],
      [784, 50],
      [4, 1, 3, 3],
    ]);
    expect(sizes).toEqual([[28, 28]]);
    expect(imageOffers([784, 50], sizes)).toEqual([{ unfold: { axis: 0, height: 28, width: 28 }, known: true }]);
    expect(imageOffers([3, 784], [])).toEqual([{ unfold: { axis: 1, height: 28, width: 28 }, known: false }]);
    expect(imageOffers([20, 30], [])).toEqual([]);
    expect(imageOffers([600], [[20, 30]])[0].unfold).toEqual({ axis: 0, height: 20, width: 30 });
  });

  it('shows at first as many tiles as can be taken in', () => {
    expect(firstHeld([2, 4, 14, 14], null)).toEqual([null, null, null, null]);
    expect(firstHeld([100, 16, 28, 28], null)).toEqual([0, null, null, null]);
    expect(firstHeld([64, 64, 200, 200], null)).toEqual([0, 0, null, null]);
    expect(firstHeld([100, 784], { axis: 1, height: 28, width: 28 })).toEqual([0, null]);
  });

  it('asks for what lies side by side below the leading axes that are held', () => {
    expect(heldPrefix([3, 1, null, null])).toEqual([3, 1]);
    expect(heldPrefix([null, 1, null])).toEqual([]);
    expect(below([4, 3, 5], [2])).toEqual({ from: 30, count: 15 });
    expect(below([4, 3, 5], [])).toEqual({ from: 0, count: 60 });
  });
});

describe('colours', () => {
  const signed: Scale = { kind: 'signed', full: 2, logarithmic: false };
  const brightness = (pixel: number) =>
    0.2126 * (pixel & 0xff) + 0.7152 * ((pixel >> 8) & 0xff) + 0.0722 * ((pixel >> 16) & 0xff);

  it('stand for shares of what has full colour, and no more beyond it', () => {
    expect([-4, -2, -1, 0, 1, 3].map((x) => shareOf(signed, x))).toEqual([-1, -1, -0.5, 0, 0.5, 1]);
    const logarithmic = { ...signed, logarithmic: true };
    expect(shareOf(logarithmic, -2)).toBe(-1);
    expect(shareOf(logarithmic, 0.02)).toBeCloseTo(0.5, 2);
    expect(shareOf({ kind: 'error', full: 1, logarithmic: true }, 1e-8)).toBeCloseTo(0.5, 12);
    expect(shareOf({ kind: 'error', full: 1, logarithmic: true }, 0)).toBe(0);
    for (const none of [
      { ...signed, full: 0 },
      { ...logarithmic, full: 0 },
    ])
      expect([0, Infinity, NaN].map((x) => shareOf(none, x))).toEqual([0, 1, NaN]);
  });

  it('tell errors apart by brightness alone, in every theme', () => {
    for (const theme of Object.keys(PALETTES) as ThemeKind[]) {
      const { byShare } = shadesOf('error', PALETTES[theme]);
      const steps = [0, 0.25, 0.5, 0.75, 1].map((share) => brightness(byShare[shadeOf(share)]));
      const rises = steps.slice(1).map((step, i) => Math.sign(step - steps[i]));
      expect(new Set(rises).size, theme).toBe(1);
      expect(Math.min(...steps.slice(1).map((step, i) => Math.abs(step - steps[i])))).toBeGreaterThan(12);
    }
  });

  it('are labelled with numbers where those stand', () => {
    expect(ticksOf(signed)).toEqual([
      { at: 0, label: '−2' },
      { at: 0.5, label: '0' },
      { at: 1, label: '2' },
    ]);
    expect(ticksOf({ kind: 'unsigned', full: 1, logarithmic: false })).toEqual([
      { at: 0, label: '0' },
      { at: 1, label: '1' },
    ]);
    expect(ticksOf({ kind: 'error', full: 1, logarithmic: true }).map(({ label }) => label)).toContain('1e-8');
  });
});

describe('a painted map', () => {
  const palette = PALETTES.light;
  const scale: Scale = { kind: 'signed', full: 1, logarithmic: false };
  const shades = shadesOf('signed', palette);
  const colour = (x: number) => shades.byShare[shadeOf(x)];

  it('has a pixel for each element where there is room for one', () => {
    const data = Float64Array.of(-1, -0.5, 0, 0.5, 1, 0.25);
    const sheet = sheetOf({ shape: [2, 3], unfold: null, held: [null, null] });
    const pixels = new Uint32Array(24);
    const size = { width: 6, height: 4 };
    paint(pixels, size, { sheet, frame: wholeFrame(sheet), figures: { data, from: 0 }, scale, shades });
    expect([0, 2, 4].map((x) => pixels[x])).toEqual([-1, -0.5, 0].map(colour));
    expect([1, 3, 5].map((x) => pixels[18 + x])).toEqual([0.5, 1, 0.25].map(colour));
  });

  it('loses no element that stands out where there are more of them than pixels', () => {
    const data = new Float64Array(1000).fill(0.1);
    data[637] = -1;
    const sheet = sheetOf({ shape: [100, 10], unfold: null, held: [null, null] });
    const size = { width: 5, height: 20 };
    const pixels = new Uint32Array(100);
    const figures = { data, from: 0 };
    paint(pixels, size, { sheet, frame: wholeFrame(sheet), figures, scale, shades });
    const at = pixels.indexOf(colour(-1));
    expect([...pixels].filter((pixel) => pixel === colour(-1))).toHaveLength(1);
    expect(at).toBe(Math.floor(63 / 5) * 5 + Math.floor(7 / 2));
    const point = { x: ((at % 5) + 0.5) / 5, y: (Math.floor(at / 5) + 0.5) / 20 };
    expect(flatSeen(sheet, wholeFrame(sheet), figures, size, point)).toBe(637);
  });

  it('hatches what has no number, and leaves out what is no element', () => {
    const sheet = sheetOf({ shape: [3, 2, 2], unfold: null, held: all([0, 0, 0]) });
    const data = new Float64Array(12).fill(NaN);
    const pixels = new Uint32Array(25 * 4);
    const size = { width: 10, height: 10 };
    paint(pixels, size, { sheet, frame: wholeFrame(sheet), figures: { data, from: 0 }, scale, shades });
    expect(new Set(pixels)).toEqual(new Set([0, shades.hatch, shades.gap]));
    expect(pixels.subarray(90).slice(6)).toEqual(new Uint32Array(4));
  });

  it('goes nearer about a point, which stays where it is, and no further than all', () => {
    const sheet = sheetOf({ shape: [100, 50], unfold: null, held: [null, null] });
    const near = zoomed(sheet, wholeFrame(sheet), 2, { x: 0.25, y: 0.5 });
    expect(near).toEqual({ row: 25, column: 6.25, rows: 50, columns: 25 });
    expect(zoomed(sheet, near, 0.1, { x: 0.5, y: 0.5 })).toEqual(wholeFrame(sheet));
    expect(showing(sheet, near, { row: 90, column: 0 })).toMatchObject({ row: 41, column: 0 });
  });

  it('is walked by keys, over the gaps and to the ends', () => {
    const sheet = sheetOf({ shape: [2, 4, 4], unfold: null, held: all([0, 0, 0]) });
    const frame = wholeFrame(sheet);
    const after = (key: string, flat: number | null) => moved(key, sheet, frame, flat)?.flat;
    expect(after('ArrowDown', null)).toBe(0);
    expect(after('ArrowRight', 3)).toBe(16);
    expect(after('ArrowLeft', 16)).toBe(3);
    expect(after('End', 5)).toBe(23);
    expect(after('Home', 23)).toBe(4);
    expect(after('PageDown', 1)).toBe(13);
    expect(moved('ArrowUp', sheet, frame, 0)).toBeNull();
    expect(moved('x', sheet, frame, 0)).toBeNull();
    expect(moved('+', sheet, frame, 5)!.frame.columns).toBeLessThan(frame.columns);
    expect(moved('0', sheet, moved('+', sheet, frame, 5)!.frame, 5)!.frame).toEqual(frame);
  });
});

describe('blocks', () => {
  it('stand for elements that the worker has put into them', () => {
    const shape = [7, 11];
    const data = counting(77);
    const matrix = pooled(data, 0, shape, 3, 4);
    const space = blockSpace(shape, matrix, 0);
    for (let flat = 0; flat < 77; flat++) {
      const block = space.flatAt(indexOf(shape, flat))!;
      expect(data[flat]).toBeLessThanOrEqual(matrix.data[block]);
      const one = new Float64Array(77);
      one[flat] = 1;
      expect(pooled(one, 0, shape, 3, 4).data.indexOf(1)).toBe(block);
      expect(space.flatAt(space.indexAt(block))).toBe(block);
    }
  });

  it('know only what is below the leading axes that are held', () => {
    const space = blockSpace([3, 4, 6], { rows: 2, columns: 2, of: { rows: 4, columns: 6 } }, 24);
    expect(space.indexAt(3)).toEqual([1, 2, 3]);
    expect(space.flatAt([1, 3, 5])).toBe(3);
    expect(space.flatAt([0, 3, 5])).toBeNull();
    expect(space.flatAt([2, 0, 0])).toBeNull();
  });
});

describe('a histogram', () => {
  it('counts every number once, in bins of equal width', () => {
    const numbers = [0, 0.5, 1, 1, 1, 8, NaN, Infinity];
    const bins = binsOf(numbers, 'linear');
    expect(bins.edges[0]).toBe(0);
    expect(bins.edges.at(-1)).toBe(8);
    expect(bins.counts.reduce((sum, count) => sum + count, 0)).toBe(6);
    expect(bins.counts[1]).toBe(3);
    expect(bins.left).toBe(2);
    for (const x of [0, 0.5, 1, 8]) expect(bins.counts[binOf(bins, x)!]).toBeGreaterThan(0);
    expect(binOf(bins, 9)).toBeNull();
  });

  it('counts errors by order of magnitude, and those that are none apart', () => {
    const bins = binsOf([0, 1e-16, 1e-8, 1e-8, 1], 'errors');
    expect(bins.left).toBe(1);
    expect(bins.counts).toEqual([1, 0, 0, 0, 2, 0, 0, 1]);
    expect(bins.edges[4]).toBeCloseTo(1e-8, 20);
  });

  it('has room around numbers that are all the same, and does without any', () => {
    expect(binsOf([3, 3], 'linear').edges[0]).toBe(1.5);
    expect(binsOf([], 'linear').counts.every((count) => count === 0)).toBe(true);
  });

  it('has a logarithmic count axis on which one in ten thousand is seen', () => {
    expect(heightOf(0, 10_000)).toBe(0);
    expect(heightOf(1, 10_000)).toBeCloseTo(0.2);
    expect(heightOf(10_000, 10_000)).toBe(1);
    expect(ticksUpTo(2500)).toEqual([1, 10, 100, 1000]);
  });
});

describe('copied text', () => {
  const data = Float64Array.of(1, -0.1, NaN, 1 / 3, Infinity, -0);

  it('is Python that NumPy reads', () => {
    expect(textOf('NumPy', [2, 3], data)).toBe(
      'np.array([[1, -0.1, np.nan],\n  [0.3333333333333333, np.inf, -0.0]], dtype=np.float64)',
    );
    expect(textOf('NumPy', [], Float64Array.of(2.5))).toBe('np.array(2.5, dtype=np.float64)');
    expect(textOf('NumPy', [0, 3], new Float64Array())).toBe('np.empty((0, 3,), dtype=np.float64)');
  });

  it('is JSON with every digit, nested as the shape is', () => {
    const parsed = JSON.parse(textOf('JSON', [3, 2], data)) as unknown[][];
    expect(parsed).toEqual([
      [1, -0.1],
      ['NaN', 1 / 3],
      ['Infinity', -0],
    ]);
    const shape = [2, 2, 3];
    const nested = JSON.parse(textOf('JSON', shape, counting(12))) as never;
    expect(fromNested(nested)).toEqual({ shape, data: counting(12) });
  });

  it('is CSV with a line for each row', () => {
    expect(textOf('CSV', [2, 3], data)).toBe('1,-0.1,NaN\n0.3333333333333333,Infinity,-0.0');
    expect(textOf('CSV', [2, 2, 2], counting(8))).toBe('0,1\n2,3\n4,5\n6,7');
  });

  it('is of a slice where axes are held', () => {
    expect(slicedOf([2, 3, 2], [1, null, null], counting(12).slice(6), 6)).toEqual({
      shape: [3, 2],
      data: Float64Array.of(6, 7, 8, 9, 10, 11),
    });
    expect(slicedOf([2, 3, 2], [null, 2, null], counting(12), 0).data).toEqual(Float64Array.of(4, 5, 10, 11));
  });
});

it('measures relative errors as the report does', () => {
  expect(relativeError(0, 0, 1)).toBe(0);
  expect(relativeError(1, 2, 2)).toBe(0.5);
  expect(relativeError(1e-9, 0, 1)).toBeCloseTo(1e-3);
});

it('calls verdicts what the check calls them', () => {
  expect(VERDICTS.map((name) => name ?? null)).toEqual(VERDICTS.map((_, code) => verdictName(code)));
});
