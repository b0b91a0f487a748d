// The worker as it is shipped, in a folder of its own for the tests of a file.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

/** Where the bundle lies, from the hooks that are registered afterwards to the end of the file. */
export function bundledWorker(): { readonly dist: string } {
  const place = { dist: '' };
  beforeAll(async () => {
    place.dist = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-worker-'));
    const entry = path.join(import.meta.dirname, '../../src/worker/main.ts');
    const outfile = path.join(place.dist, 'worker.js');
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', mainFields: ['module', 'main'] });
  });
  afterAll(() => fs.rmSync(place.dist, { recursive: true, force: true }));
  return place;
}
