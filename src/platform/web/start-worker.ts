// Workers of a browser.

import type { Platform, WorkerThread } from '../platform';

/** `dist` is the address of the folder that holds the bundles. */
export function webPlatform(dist: string): Platform {
  return { startWorker: () => startWorker(`${dist}/worker.web.js`) };
}

function startWorker(address: string): WorkerThread {
  // The editor's extension host makes an address of its own into one that workers may be started from.
  const worker = new Worker(address, { name: 'Gradient Debugger' });
  return {
    port: {
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
      close: () => worker.terminate(),
    },
    onEnd(listener) {
      worker.addEventListener('error', ({ message }) =>
        listener(new Error(message || 'the worker could not be loaded')),
      );
    },
  };
}
