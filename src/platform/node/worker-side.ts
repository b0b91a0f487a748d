// A worker thread of Node, seen from inside.

import { parentPort } from 'node:worker_threads';
import type { WorkerSide } from '../platform';

export function workerSide(): WorkerSide {
  const parent = parentPort;
  if (!parent) throw new Error('this program runs as a worker thread only');
  return {
    port: {
      post: (message) => parent.postMessage(message),
      onMessage: (listener) => parent.on('message', listener),
      close: () => parent.close(),
    },
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
