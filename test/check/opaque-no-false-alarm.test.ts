// Right layers written by hand are never called wrong: hundreds of networks of them, with kinks recorded and not.
import { expect, test } from 'vitest';
import { FAIL, KINK, UNCHECKED, UNDECIDED } from '../../src/check/verdict';
import { check } from './nets';
import { randomHandNet } from './random-hand-nets';

const NETS = { float64: 150, float32: 40 } as const;

test.each(['float64', 'float32'] as const)(
  'no false alarm of hand-written layers in %s',
  { timeout: 120_000 },
  (dtype) => {
    const alarms: string[] = [];
    let [checked, undecided, kinks] = [0, 0, 0];
    for (let seed = 0; seed < NETS[dtype]; seed++) {
      const { net } = randomHandNet(seed, dtype);
      for (const { value, verdicts, analytic, numeric, bound } of check(net).checked.tensors) {
        verdicts.forEach((verdict, k) => {
          if (verdict === UNCHECKED) return;
          checked++;
          if (verdict === UNDECIDED) undecided++;
          if (verdict === KINK) kinks++;
          if (verdict === FAIL) alarms.push(`${seed}: ${value.name} ${k} ${analytic[k]} ${numeric[k]} ${bound[k]}`);
        });
      }
    }
    expect(alarms).toEqual([]);
    expect(kinks).toBeGreaterThan(10);
    expect(undecided / checked, 'share of undecided').toBeLessThan(0.05);
  },
);
