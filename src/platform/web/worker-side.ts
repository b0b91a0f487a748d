// A worker of a browser, seen from inside.

import type { WorkerSide } from '../platform';
import { workerThread } from './thread';

declare const self: DedicatedWorkerGlobalScope;

export function workerSide(): WorkerSide {
  // A message to oneself comes after those that wait, and without the delay of a timer.
  const { port1, port2 } = new MessageChannel();
  const breathing: (() => void)[] = [];
  port1.onmessage = () => breathing.shift()?.();
  return {
    meter: {},
    port: {
      post: (message, transfer = []) => self.postMessage(message, [...transfer]),
      onMessage: (listener) => self.addEventListener('message', ({ data }) => listener(data)),
      close: () => self.close(),
    },
    breathe: () =>
      new Promise((resolve) => {
        breathing.push(resolve);
        port2.postMessage(null);
      }),
    platform: {
      processors: navigator.hardwareConcurrency,
      startWorker: () => workerThread(Promise.resolve(self.location.href)),
    },
  };
}
