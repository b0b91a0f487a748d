// What the extension needs of the machine it runs on, beyond what the editor gives: a thread that can be ended.

import type { Port } from '../protocol/rpc';

export interface Platform {
  /** Starts a worker that serves checks. */
  startWorker(): WorkerThread;
}

export interface WorkerThread {
  /** Closing it ends the worker at once, whatever it is doing. */
  readonly port: Port;
  /** Called when the worker broke down or ended; the first reason is the one that counts. */
  onEnd(listener: (reason: Error) => void): void;
}

/** What a worker needs of the thread that it runs in. */
export interface WorkerSide {
  readonly port: Port;
  /** Resolves after messages that wait have been let in. */
  breathe(): Promise<void>;
}
