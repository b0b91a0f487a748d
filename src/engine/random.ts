// Seeded random numbers, equal to the last bit on every platform: integer steps, the four operations and square roots,
// which the standards round exactly. Math.log and Math.sin are not among them, hence `logarithm`.

export interface Random {
  /** In [0, 1), all 53 bits random. */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** A whole number in [0, n). */
  below(n: number): number;
}

/** The stream of a seed and a name. Streams of different names are independent of each other. */
export function randomStream(seed: number, name: string): Random {
  const next = generator(stateFrom(seed, name));
  let spare: number | null = null;
  const uniform = (): number => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000;
  // Marsaglia's polar method: a point in the unit disc gives two independent normal numbers.
  const normal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    let u: number;
    let v: number;
    let s: number;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt((-2 * logarithm(s)) / s);
    spare = v * scale;
    return u * scale;
  };
  return { uniform, normal, below: (n) => Math.floor(uniform() * n) };
}

/** Four words from the 64 bits of the seed and the name's UTF-16 units, each word mixed with a multiplier of its own. */
function stateFrom(seed: number, name: string): Uint32Array {
  const units = [seed >>> 0, Math.floor(seed / 0x100000000) >>> 0, ...Array.from(name, (_, i) => name.charCodeAt(i))];
  const multipliers = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f];
  return Uint32Array.from(multipliers, (multiplier, which) => {
    let hash = which + 1;
    for (const unit of units) {
      hash = Math.imul(hash ^ unit, multiplier);
      hash ^= hash >>> 15;
    }
    return hash;
  });
}

/** A small fast counting generator: three words of state and a counter (sfc32), stirred before its first use. */
function generator([a, b, c, counter]: Uint32Array): () => number {
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}

const LN2 = 0.6931471805599453;

/**
 * ln x for x in (0, 1]: x = m · 2^-k with m in (1/2, 1], and ln m = 2 artanh f with f = (m - 1) / (m + 1), whose series
 * Σ f^(2i+1) / (2i+1) needs 18 terms at m = 1/2.
 */
function logarithm(x: number): number {
  let halvings = 0;
  for (; x <= 0.5; x *= 2) halvings++;
  const f = (x - 1) / (x + 1);
  let sum = 0;
  for (let i = 17; i >= 0; i--) sum = sum * f * f + 1 / (2 * i + 1);
  return 2 * f * sum - halvings * LN2;
}
