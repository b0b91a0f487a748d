// Holds the bundles to their limits, as they are shipped.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './run';

const LIMITS = [
  { what: 'extension', files: ['extension.js', 'extension.web.js', 'worker.js'], limit: 1_500_000 },
  { what: 'webview', files: ['webview.js'], limit: 500_000 },
];

const size = (name: string): number => fs.statSync(path.join(ROOT, 'dist', name)).size;

for (const { what, files, limit } of LIMITS) {
  const sizes = files.map(size);
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const parts = files.map((name, i) => `${name} ${sizes[i]}`).join(', ');
  console.log(`${what}: ${total} bytes of ${limit} (${parts})`);
  if (total >= limit) process.exitCode = 1;
}
