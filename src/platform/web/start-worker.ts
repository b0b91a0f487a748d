// The worker of a browser's extension host.

import type { Platform, WorkerThread } from '../platform';
import { workerThread } from './thread';

/** `script` reads the worker's bundle: the editor may keep it where no worker can be started from. */
export function webPlatform(script: () => PromiseLike<Uint8Array>): Platform {
  return { processors: navigator.hardwareConcurrency, startWorker: () => startWorker(script()) };
}

/** Its address is good for as long as it lives: its helpers are started from there too. */
function startWorker(script: PromiseLike<Uint8Array>): WorkerThread {
  const address = addressOf(script);
  return workerThread(address, () => void address.then((url) => URL.revokeObjectURL(url)));
}

async function addressOf(script: PromiseLike<Uint8Array>): Promise<string> {
  return URL.createObjectURL(new Blob([new TextDecoder().decode(await script)], { type: 'text/javascript' }));
}
