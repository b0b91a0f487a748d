// The whole check of 784-50-10: reading, forward, backward, numerical gradients of every parameter, input and node,
// comparison. Prints the CPU seconds by one batch. usage: own_check.ts BATCH
import fs from 'node:fs';
import path from 'node:path';
import { filesBeside } from '../src/platform/node/files';
import { checkFile } from '../src/session/session';

const batch = process.argv[2];
const file = path.resolve(import.meta.dirname, '../examples/two-layer-100.grad.json');
const text = fs.readFileSync(file, 'utf8').replaceAll('[0, 100]', `[0, ${batch}]`);
const work = {
  signal: { aborted: false },
  progress: () => undefined,
  now: () => performance.now(),
  breathe: () => new Promise<void>((resolve) => setImmediate(resolve)),
};
const start = process.cpuUsage();
const { report } = await checkFile({ file, text, files: filesBeside(file) }, work);
const { user, system } = process.cpuUsage(start);
const seconds = (user + system) / 1e6;
const elements = report.status === 'error' ? 0 : report.tensors.reduce((sum, { checked }) => sum + checked, 0);
console.log(JSON.stringify({ seconds, elements, status: report.status }));
