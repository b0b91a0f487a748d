// Worker threads of Node.

import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Platform, WorkerThread } from '../platform';

/** `dist` holds the bundles. */
export function nodePlatform(dist: string): Platform {
  return { startWorker: () => workerThread(new Worker(path.join(dist, 'worker.js'))) };
}

export function workerThread(worker: Worker): WorkerThread {
  return {
    port: {
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => worker.on('message', listener),
      close: () => void worker.terminate(),
    },
    onEnd(listener) {
      worker.on('error', listener);
      worker.on('exit', (code) => listener(new Error(`the worker ended with exit code ${code}`)));
    },
  };
}
