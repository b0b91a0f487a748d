// Right networks are never called wrong: hundreds of them, over all ops, half of them with switches at their ties.
import { expect, test } from 'vitest';
import { FAIL, KINK, UNCHECKED, UNDECIDED } from '../../src/check/verdict';
import { check } from './nets';
import { randomNet } from './random-nets';

const NETS = { float64: 300, float32: 100 } as const;

test.each(['float64', 'float32'] as const)('no false alarm in %s', { timeout: 180_000 }, (dtype) => {
  const alarms: string[] = [];
  let [checked, undecided, compared, uncovered] = [0, 0, 0, 0];
  for (let seed = 0; seed < NETS[dtype]; seed++) {
    const { net, kind } = randomNet(seed, dtype);
    for (const { value, verdicts, analytic, numeric, bound } of check(net).checked.tensors) {
      verdicts.forEach((verdict, k) => {
        if (verdict === UNCHECKED) return;
        checked++;
        if (verdict === UNDECIDED) undecided++;
        if (verdict === FAIL) alarms.push(`${kind} ${seed}: ${value.name} ${k} ${analytic[k]} ${numeric[k]}`);
        if (verdict === KINK || !Number.isFinite(numeric[k])) return;
        compared++;
        if (Math.abs(analytic[k] - numeric[k]) > bound[k]) uncovered++;
      });
    }
  }
  expect(alarms).toEqual([]);
  expect(checked).toBeGreaterThan(10_000);
  expect(undecided / checked, 'share of undecided').toBeLessThan(0.01);
  expect(uncovered / compared, 'share of errors beyond their bounds').toBeLessThan(0.001);
});
