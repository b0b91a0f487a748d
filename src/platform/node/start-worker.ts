// The worker of Node's extension host and of the command line.

import os from 'node:os';
import path from 'node:path';
import type { Platform } from '../platform';
import { startThread } from './thread';

/** `dist` holds the bundles. */
export function nodePlatform(dist: string): Platform {
  const script = path.join(dist, 'worker.js');
  const processors = os.availableParallelism();
  return { processors, startWorker: () => startThread(script, processors) };
}
