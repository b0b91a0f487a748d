// The slopes of a tensor without differences of the loss: by differences that are carried to it, or from other slopes.

import type { Base } from './base';
import { carriedDifferences } from './differences';
import type { Steps } from './estimate';
import type { Company } from './helpers';
import { Lanes } from './lanes';
import type { Remembered } from './memory';
import { entryOf } from './sample-sweep';
import { isConfirmed } from './spot-check';
import type { TensorCheck } from './tensor-check';

/** Measures all elements that can be; none where the tool's own oracle says otherwise. */
export function* carry(
  base: Base,
  check: TensorCheck,
  seed: number,
  remembered: Remembered | null,
  company: Company,
): Steps<void> {
  const id = base.carrier().ids[check.value.id];
  const before = remembered?.of(id, check.probes.order);
  if (before) {
    check.adopt(before, 'difference');
    check.measured += check.probes.order.length;
    remembered!.keep(id, before);
    return;
  }
  const lanes = new Lanes(base, id);
  if (!lanes.canCarry) return;
  const work = carriedDifferences(base, check.value, check.probes, lanes, entryOf(base, id), (sweep, told, wanted) =>
    company.sweep(sweep, told, { id, wanted }),
  );
  let step = work.next();
  for (; !step.done; step = work.next()) {
    check.measured += step.value.elements;
    check.line.work += step.value.work;
    yield;
  }
  check.suspect = !isConfirmed(base, check, seed, step.value);
  check.line.rest();
  if (check.suspect) return;
  check.adopt(step.value, 'difference');
  remembered?.keep(id, step.value);
}
