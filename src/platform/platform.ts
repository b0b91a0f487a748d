// What the extension needs of the machine it runs on, beyond what the editor gives: a thread that can be ended.

import type { Meter } from '../network/typescript/guard';
import type { Port } from '../protocol/rpc';

export interface Platform {
  /** How many threads the machine runs at once. */
  readonly processors: number;
  /** Starts a worker that serves checks. */
  startWorker(): WorkerThread;
}

export interface WorkerThread {
  /** Closing it ends the worker at once, whatever it is doing. */
  readonly port: Port;
  /** Called when the worker broke down or ended; the first reason is the one that counts. */
  onEnd(listener: (reason: Error) => void): void;
  /** Readable also when it answers nothing any more, or has ended. */
  readonly pulse: () => Pulse;
}

/** Signs of life of a worker. */
export interface Pulse {
  /** Where the program that it runs was last (network/typescript/place.ts); 0 where there is none, or that cannot be known. */
  readonly place: number;
  /** How often it has let waiting messages in. */
  readonly breaths: number;
}

/** The worker wanted more memory than it may have. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

/** What a worker needs of the thread that it runs in. */
export interface WorkerSide {
  readonly port: Port;
  /** What programs are measured by, beside the clock. */
  readonly meter: Omit<Meter, 'now'>;
  /** Resolves after messages that wait have been let in. */
  breathe(): Promise<void>;
  /** For workers of its own, which end with it. */
  readonly platform: Platform;
}
