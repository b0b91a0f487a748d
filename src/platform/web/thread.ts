// A worker of a browser, for whoever starts one: the extension host, and workers that want help.

import type { WorkerThread } from '../platform';

/** `ended` is told when it has been closed. */
export function workerThread(script: Promise<string>, ended: () => void = () => undefined): WorkerThread {
  const started = script.then((address) => new Worker(address, { name: 'Gradient Debugger' }));
  // That it could not be started is for onEnd to tell.
  const then = (use: (worker: Worker) => void): void => void started.then(use, () => undefined);
  return {
    port: {
      post: (message, transfer = []) => then((worker) => worker.postMessage(message, [...transfer])),
      onMessage: (listener) => then((worker) => worker.addEventListener('message', ({ data }) => listener(data))),
      close: () =>
        then((worker) => {
          worker.terminate();
          ended();
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
