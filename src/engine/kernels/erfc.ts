// The complementary error function, erfc x = 1 - erf x = 2/√π ∫ exp(-t²) dt from x to infinity, to double precision.

const TWO_OVER_SQRT_PI = 1.1283791670955126;
/** Nearer to 0, 1 - erf x loses nothing; further out, the residue that `tail` takes away is small. */
const NEAR = 0.5;
/** Step of the trapezoidal sum; its error is about exp(-(π/step)²), 7e-18. */
const STEP = 0.5;
/** exp(-(n · STEP)²) for n = 1 .. 12; the next is below 5e-19. */
const WEIGHTS = Float64Array.from({ length: 12 }, (_, n) => Math.exp(-(((n + 1) * STEP) ** 2)));

export function erfc(x: number): number {
  if (x <= -NEAR) return 2 - tail(-x);
  return x < NEAR ? 1 - erfNearZero(x) : tail(x);
}

/** erf x = 2/√π · exp(-x²) · Σ 2^n x^(2n+1) / (2n+1)!!, whose terms all have one sign. */
function erfNearZero(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 18; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
}

/**
 * erfc x for x ≥ 1/2: the trapezoidal rule for erfc x = (2x/π) exp(-x²) ∫ exp(-t²) / (t² + x²) dt over t > 0, less the
 * residue at t = ix, which counts while that pole is nearer than π / STEP.
 */
function tail(x: number): number {
  // Below the smallest number; where x is infinite the sum would be no number.
  if (x > 28) return 0;
  let sum = 0;
  for (let n = WEIGHTS.length; n >= 1; n--) sum += WEIGHTS[n - 1] / ((n * STEP) ** 2 + x * x);
  sum = 1 / (x * x) + 2 * sum;
  const residue = x < Math.PI / STEP ? 2 / Math.expm1((2 * Math.PI * x) / STEP) : 0;
  return ((STEP * x) / Math.PI) * sum * expMinusSquare(x) - residue;
}

/** exp(-x²) for large x: x² is split into the square of x's leading bits, which is exact, and the rest. */
function expMinusSquare(x: number): number {
  const leading = Math.fround(x);
  return Math.exp(-leading * leading) * Math.exp(-(x - leading) * (x + leading));
}
