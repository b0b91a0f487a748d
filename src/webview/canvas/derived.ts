// Signals that are computed from others and from what a component is given.

import { computed, type ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';

/** As `useComputed`, which does not see that its component is given something else: a verdict after another check. */
export function useDerived<T>(compute: () => T, given: readonly unknown[]): ReadonlySignal<T> {
  return useMemo(() => computed(compute), given);
}
