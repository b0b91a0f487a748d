// A worker thread of Node, for whoever starts one: the extension host, the command line, and workers that want help.

import { Worker } from 'node:worker_threads';
import { OutOfMemory, type WorkerThread } from '../platform';

/**
 * Beyond this a thread is ended by its engine. Programs are held to less from inside (network/limits.ts): one large
 * allocation that reaches this limit would end the whole process.
 */
const HEAP_MIB = 1536;

/** What a worker finds when it starts. */
export interface WorkerData {
  /** Shared with the thread that started it: the place, and the breaths. */
  readonly pulse: Int32Array;
  /** What it runs: its helpers run the same. */
  readonly script: string;
  /** How many threads the machine runs at once. */
  readonly processors: number;
}

export function startThread(script: string, processors: number): WorkerThread {
  const pulse = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const resourceLimits = { maxOldGenerationSizeMb: HEAP_MIB };
  const workerData: WorkerData = { pulse, script, processors };
  const worker = new Worker(script, { workerData, resourceLimits, stdout: true });
  // What a program prints is no part of what this process says on its standard output.
  worker.stdout.pipe(process.stderr, { end: false });
  return workerThread(worker, pulse);
}

export function workerThread(worker: Worker, pulse: Int32Array): WorkerThread {
  return {
    port: {
      post: (message, transfer) => worker.postMessage(message, transfer),
      onMessage: (listener) => worker.on('message', listener),
      close: () => void worker.terminate(),
    },
    onEnd(listener) {
      worker.on('error', (error: NodeJS.ErrnoException) =>
        listener(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new OutOfMemory(error.message) : error),
      );
      worker.on('exit', (code) => listener(new Error(`the worker ended with exit code ${code}`)));
    },
    pulse: () => ({ place: Atomics.load(pulse, 0), breaths: Atomics.load(pulse, 1) }),
  };
}
