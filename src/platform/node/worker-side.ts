// A worker thread of Node, seen from inside.

import { parentPort, workerData } from 'node:worker_threads';
import type { Memory } from '../../network/typescript/guard';
import type { WorkerSide } from '../platform';
import type { WorkerData } from './start-worker';

export function workerSide(): WorkerSide {
  const parent = parentPort;
  if (!parent) throw new Error('this program runs as a worker thread only');
  const { place } = workerData as WorkerData;
  return {
    meter: { memory, place },
    port: {
      post: (message) => parent.postMessage(message),
      onMessage: (listener) => parent.on('message', listener),
      close: () => parent.close(),
    },
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

function memory(): Memory {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, arrays: arrayBuffers };
}
