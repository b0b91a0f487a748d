// How a check can end other than by its result, beside being cancelled.

export class TimedOut extends Error {
  override readonly name = 'TimedOut';
  constructor(readonly seconds: number) {
    super(`the check was ended after ${seconds} s`);
  }
}

/** The worker broke down, by a fault of ours or for want of memory. */
export class WorkerFailed extends Error {
  override readonly name = 'WorkerFailed';
}

/** It broke down because it wanted more memory than it may have. */
export class WorkerExhausted extends Error {
  override readonly name = 'WorkerExhausted';
}
