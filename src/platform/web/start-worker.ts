// Workers of a browser.

import type { Platform, WorkerThread } from '../platform';

/** `script` reads the worker's bundle: the editor may keep it where no worker can be started from. */
export function webPlatform(script: () => PromiseLike<Uint8Array>): Platform {
  return { startWorker: () => workerThread(script()) };
}

function workerThread(script: PromiseLike<Uint8Array>): WorkerThread {
  const started = Promise.resolve(script).then((bytes) => {
    const address = URL.createObjectURL(new Blob([new TextDecoder().decode(bytes)], { type: 'text/javascript' }));
    return { address, worker: new Worker(address, { name: 'Gradient Debugger' }) };
  });
  // That it could not be started is for onEnd to tell.
  const then = (use: (worker: Worker, address: string) => void): void =>
    void started.then(
      ({ worker, address }) => use(worker, address),
      () => undefined,
    );
  return {
    port: {
      post: (message, transfer = []) => then((worker) => worker.postMessage(message, [...transfer])),
      onMessage: (listener) => then((worker) => worker.addEventListener('message', ({ data }) => listener(data))),
      close: () =>
        then((worker, address) => {
          worker.terminate();
          URL.revokeObjectURL(address);
        }),
    },
    onEnd(listener) {
      started.catch(listener);
      then((worker) => worker.addEventListener('error', ({ message }) => listener(new Error(message))));
    },
    // Pages of the editor are not isolated: there is no memory to share.
    pulse: () => ({ place: 0, breaths: 0 }),
  };
}
