// Finds the browser that shows the workbench; as root on Debian, fetches it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The Chromium to use: $CHROMIUM, else one on PATH, else one installed by apt. Throws one line that says what is missing. */
export function chromium(): string {
  const found = find() ?? (installByApt() ? find() : undefined);
  if (!found)
    throw new Error(`Chromium is missing: install it (apt-get install chromium) or set CHROMIUM to its path.`);
  return found;
}

function find(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named) {
    if (!fs.existsSync(named)) throw new Error(`Chromium is missing: CHROMIUM is ${named}, where there is no file.`);
    return named;
  }
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => fs.existsSync(file));
}

/** True where apt could be asked and did install it. */
function installByApt(): boolean {
  if (process.getuid?.() !== 0) return false;
  console.log('Chromium is not here yet: installing it by apt-get ...');
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', ['-q', '-y', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  return apt('update') && apt('install', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
}
