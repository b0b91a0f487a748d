// What a helper does: parts of another worker's checks, one after the other.

import type { Moving } from '../../check/base';
import { sweepOf } from '../../check/differences';
import { excerpt, type Found, type Part } from '../../check/helpers';
import { Told, type Sweep } from '../../check/told';
import type { ValueId } from '../../engine/graph';
import type { Handlers } from '../../protocol/rpc';
import { drive } from '../../session/work';
import type { Work } from '../../session/types';
import type { HelperMethods } from './messages';
import { unshipped } from './ship';

interface Begun {
  readonly id: ValueId;
  readonly sweep: Sweep;
  readonly told: Told;
}

export function helping<P>(breathe: () => Promise<void>): Handlers<HelperMethods, P> {
  let point: Moving | null = null;
  let begun: Begun | null = null;
  // Parts share their room.
  let before: Promise<unknown> = Promise.resolve();
  const begin = (id: ValueId): Begun => {
    if (begun?.id === id) return begun;
    if (!point) throw new Error('nothing was prepared');
    const { sweep, steps } = sweepOf(point, id);
    return (begun = { id, sweep, told: new Told(steps.length) });
  };
  const measure = async ({ id, wanted, from, to }: Part, signal: Work['signal']): Promise<Found> => {
    const { sweep, told } = begin(id);
    const work = { signal, breathe, now: () => performance.now(), progress: () => undefined };
    await drive(sweep.run(told, wanted, from, to), work, () => undefined);
    return excerpt(told, sweep.elements(wanted, from, to));
  };
  return {
    prepare(shipped) {
      point = unshipped(shipped);
      begun = null;
    },
    async measure(part, { signal, transfer }) {
      const found = before.then(() => measure(part, signal));
      before = found.catch(() => undefined);
      transfer(Object.values(await found).map(({ buffer }) => buffer as ArrayBuffer));
      return found;
    },
    rest() {
      point = begun = null;
    },
  };
}
