// Listens for the signs of life of a worker whose program may have taken hold of it.

import type { Pulse } from '../platform/platform';

const EVERY_MS = 250;

export class Listening {
  private breaths = -1;
  private heard = performance.now();
  private timer: unknown;

  /** `onSilence` is called once where a program has worked for so long without letting go of the thread. */
  constructor(
    private readonly pulse: () => Pulse,
    private readonly silenceMs: number,
    private readonly onSilence: () => void,
  ) {
    this.listen();
  }

  /** How long nothing was heard; 0 where no program runs. */
  silentMs(): number {
    const { place, breaths } = this.pulse();
    if (breaths !== this.breaths) this.heard = performance.now();
    this.breaths = breaths;
    return place > 0 ? performance.now() - this.heard : 0;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private listen(): void {
    if (this.silentMs() >= this.silenceMs) this.onSilence();
    else this.timer = setTimeout(() => this.listen(), EVERY_MS);
  }
}
