// A worker thread of Node, seen from inside.

import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerSide } from '../platform';
import type { WorkerData } from './start-worker';

export function workerSide(): WorkerSide {
  const parent = parentPort;
  if (!parent) throw new Error('this program runs as a worker thread only');
  const { place } = workerData as WorkerData;
  return {
    meter: { arrayBytes: () => process.memoryUsage().arrayBuffers, place },
    port: {
      post: (message) => parent.postMessage(message),
      onMessage: (listener) => parent.on('message', listener),
      close: () => parent.close(),
    },
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
