// A worker thread of Node, seen from inside.

import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerSide } from '../platform';
import { memory } from './memory';
import { startThread, type WorkerData } from './thread';

/** Whether this is one. In a browser `node:worker_threads` is empty. */
export function isThread(): boolean {
  return !!parentPort;
}

export function workerSide(): WorkerSide {
  const parent = parentPort;
  if (!parent) throw new Error('this program runs as a worker thread only');
  const { pulse, script, processors } = workerData as WorkerData;
  return {
    meter: { memory, place: pulse.subarray(0, 1) },
    port: {
      post: (message, transfer) => parent.postMessage(message, transfer),
      onMessage: (listener) => parent.on('message', listener),
      close: () => parent.close(),
    },
    breathe() {
      Atomics.add(pulse, 1, 1);
      return new Promise((resolve) => setImmediate(resolve));
    },
    platform: { processors, startWorker: () => startThread(script, processors) },
  };
}
