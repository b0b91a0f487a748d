// The logistic function 1 / (1 + exp(-x)): exp never overflows, and far from 0 both it and its distance from 1, which is
// logistic(-x), keep all their digits.

export function logistic(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}
