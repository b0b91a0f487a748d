// Runs a long computation in slices, so that whoever waits can follow it and end it.

import { Cancelled, type Work } from './types';

/** A quarter of the 100 ms in which a cancelled run must have ended. */
const SLICE_MS = 25;

/** Steps through a generator, breathing between slices. Throws Cancelled once the signal is aborted. */
export async function drive<P, R>(steps: Generator<P, R>, work: Work, report: (step: P) => void): Promise<R> {
  let since = work.now();
  try {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      if (work.now() - since < SLICE_MS) continue;
      report(step.value);
      await breathe(work);
      since = work.now();
    }
  } catch (error) {
    // What it holds, such as the help of other threads, it lets go.
    steps.return(undefined as never);
    throw error;
  }
}

/** Lets waiting messages in. Throws Cancelled where one of them aborted the work. */
export async function breathe(work: Work): Promise<void> {
  await work.breathe();
  if (work.signal.aborted) throw new Cancelled();
}
