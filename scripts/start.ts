// `npm start`: the main job in a terminal: every example network checked by the built command line.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './run';

const { status } = spawnSync(
  process.execPath,
  [path.join(ROOT, 'dist/gradcheck.js'), 'examples/*.grad.json', 'examples/book/*.grad.ts'],
  {
    cwd: ROOT,
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
