// What follows from a call's shapes and attributes alone is worked out once: a check runs the same call on many boxes.

import type { Call } from './op';

/** `work`, remembered for as long as the call lives. */
export function oncePerCall<T extends object>(work: (call: Call) => T): (call: Call) => T {
  const known = new WeakMap<Call, T>();
  return (call) => {
    const before = known.get(call);
    if (before) return before;
    const result = work(call);
    known.set(call, result);
    return result;
  };
}
