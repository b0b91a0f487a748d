// How often numbers of which size occur.

export interface Bins {
  /** The edges: one more than counts. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  /** What is not finite, and of errors what is exactly zero. */
  readonly left: number;
}

const MOST = 48;
const FEWEST = 8;
const SMALLEST_ERROR = 1e-17;

/** Of equal width; of errors, of equal ratio. */
export function binsOf(numbers: Iterable<number>, manner: 'linear' | 'errors'): Bins {
  const isIn = (x: number): boolean => Number.isFinite(x) && (manner === 'linear' || x > 0);
  const inside: number[] = [];
  let left = 0;
  for (const x of numbers) {
    if (isIn(x)) inside.push(manner === 'errors' ? Math.log10(Math.max(SMALLEST_ERROR, x)) : x);
    else left++;
  }
  const [low, high] = rangeOf(inside);
  const count = Math.max(FEWEST, Math.min(MOST, Math.ceil(Math.sqrt(inside.length))));
  const counts = new Array<number>(count).fill(0);
  for (const x of inside) counts[placeOf(x, low, high, count)]++;
  const edges = Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);
  return { edges: manner === 'errors' ? edges.map((x) => 10 ** x) : edges, counts, left };
}

/** In which bin a number falls; null where in none. */
export function binOf({ edges, counts }: Bins, x: number): number | null {
  if (!(x >= edges[0] && x <= edges[edges.length - 1])) return null;
  const found = edges.findIndex((edge) => edge > x) - 1;
  return found < 0 ? counts.length - 1 : found;
}

/** Numbers that are all the same stand in the middle of a range. */
function rangeOf(numbers: readonly number[]): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const x of numbers) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  if (low > high) return [0, 1];
  if (low < high) return [low, high];
  const around = Math.abs(low) || 1;
  return [low - around / 2, high + around / 2];
}

function placeOf(x: number, low: number, high: number, count: number): number {
  return Math.min(count - 1, Math.floor(((x - low) / (high - low)) * count));
}

/** The height of a bin on a logarithmic axis, from 0 to 1: one element can be seen, none is nothing. */
export function heightOf(count: number, most: number): number {
  return count === 0 ? 0 : (1 + Math.log10(count)) / (1 + Math.log10(Math.max(1, most)));
}

/** 1, 10, 100 up to the highest bin. */
export function ticksUpTo(most: number): number[] {
  return Array.from({ length: Math.floor(Math.log10(Math.max(1, most))) + 1 }, (_, i) => 10 ** i);
}
