// `npm run editor`: the extension under development in a VS Code with the examples open.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT, temporaryFolder } from '../test/editor/harness/root';
import { startServer } from '../test/editor/harness/server';
import { workbenchAddress } from '../test/editor/harness/workbench';

const examples = path.join(ROOT, 'examples');

function openDesktop(): boolean {
  const args = [`--extensionDevelopmentPath=${ROOT}`, examples];
  return spawnSync('code', args, { stdio: 'inherit' }).status === 0;
}

async function serve(): Promise<void> {
  const userDataDir = temporaryFolder('user');
  const extensionsDir = path.join(userDataDir, 'extensions');
  fs.mkdirSync(extensionsDir);
  // A browser's address cannot name an extension under development; a link among the installed ones can.
  fs.symlinkSync(ROOT, path.join(extensionsDir, 'gradient-debugger'));
  const server = await startServer({ userDataDir, extensionsDir });
  console.log(`Open ${workbenchAddress(server, { open: examples })}\nCtrl+C ends it.`);
  const end = (): void => {
    void server.stop().then(() => {
      fs.rmSync(userDataDir, { recursive: true, force: true });
      process.exit(0);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);
}

if (!openDesktop()) await serve();
