// The slopes of a tensor without differences of the loss: by differences that are carried to it, or from other slopes.

import type { Base } from './base';
import { carriedDifferences, type Differences } from './differences';
import type { Steps } from './estimate';
import type { Company } from './helpers';
import { Lanes } from './lanes';
import type { Remembered } from './memory';
import type { Line } from './propagate';
import { isConfirmed } from './spot-check';
import type { TensorCheck } from './tensor-check';
import type { Swept } from './told';

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
  const work = carriedDifferences(base, check.value, check.probes, lanes, (sweep, told, wanted) =>
    company.sweep(sweep, told, { id, wanted }),
  );
  const found = yield* charged(check.line, work, (elements) => (check.measured += elements));
  check.suspect = !isConfirmed(base, check, seed, found);
  check.line.rest();
  if (check.suspect) return;
  check.adopt(found, 'difference');
  remembered?.keep(id, found);
}

/** Lets a sweep go on and charges its work to a line, so that it breathes; `finished` is told of elements as they are. */
export function* charged(
  line: Line,
  work: Generator<Swept, Differences>,
  finished: (elements: number) => void = () => undefined,
): Steps<Differences> {
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value;
    finished(step.value.elements);
    line.work += step.value.work;
    yield;
  }
}
