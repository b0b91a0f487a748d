// What is going on while a person's code runs: whether tensors are traced into a graph, and who notes their decisions.

import type { Attributes, Op } from '../../../engine/op';
import type { Tensor } from '../../../engine/tensor';
import type { Transcriber } from '../../../engine/transcript';
import type { Recorder } from './decisions';

/** Turns what is done to the tensors of a network, outside of hand-written layers, into nodes. */
export interface Trace {
  /** Whether it is a value of the graph. */
  tracks(tensor: object): boolean;
  /** An op has been run; where an operand is a value of the graph, so is the result. */
  note(op: Op, operands: readonly Tensor[], attributes: Attributes, result: Tensor): void;
}

/** One program runs at a time: that of the thread. */
const state: { trace: Trace | null; recorder: Recorder | null; underTest: boolean } = {
  trace: null,
  recorder: null,
  underTest: false,
};

export function currentTrace(): Trace | null {
  return state.trace;
}

export function currentRecorder(): Recorder | null {
  return state.recorder;
}

/** Who takes down what is done to tensors, if anyone does. */
export function transcriber(): Transcriber | null {
  return state.recorder?.transcriber ?? null;
}

export function isUnderTest(): boolean {
  return state.underTest;
}

/** Runs code with its tensors traced. */
export function traced<T>(trace: Trace, run: () => T): T {
  return within({ trace, recorder: null, underTest: false }, run);
}

/** Runs code under test: nothing of it is traced; its decisions are noted where somebody wants them. */
export function untraced<T>(recorder: Recorder | null, run: () => T): T {
  return within({ trace: null, recorder, underTest: true }, run);
}

function within<T>(next: typeof state, run: () => T): T {
  const before = { ...state };
  Object.assign(state, next);
  try {
    return run();
  } finally {
    Object.assign(state, before);
  }
}
