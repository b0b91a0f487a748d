// Right networks are never called wrong: drawn from a seed, over all ops, half of them with switches at their ties.
import { expect, test } from 'vitest';
import { check } from './nets';
import { randomNet } from './random-nets';

const NETS = { float64: 40, float32: 20 } as const;

test.each(['float64', 'float32'] as const)('no false alarm in %s', { timeout: 180_000 }, (dtype) => {
  const alarms: string[] = [];
  let checked = 0;
  let undecided = 0;
  for (let seed = 0; seed < NETS[dtype]; seed++) {
    const { net, kind } = randomNet(seed, dtype);
    for (const report of Object.values(check(net).reports)) {
      checked += report.checked;
      undecided += report.undecided;
      if (report.status === 'fail') alarms.push(`${kind} ${seed}: ${report.name} ${JSON.stringify(report.worst)}`);
    }
  }
  expect(alarms).toEqual([]);
  expect(checked).toBeGreaterThan(1_000);
  expect(undecided / checked).toBeLessThan(0.01);
});
