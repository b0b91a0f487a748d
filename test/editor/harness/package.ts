// Packages the extension as it ships and installs the package into an empty extensions folder.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT, temporaryFolder } from './root';

export const CODE = path.join(import.meta.dirname, 'code');
const VSIX = path.join(ROOT, '.cache/gradient-debugger.vsix');

/** Packages what dist/ holds. */
export function packageExtension(): string {
  fs.mkdirSync(path.dirname(VSIX), { recursive: true });
  const tsx = path.join(ROOT, 'node_modules/.bin/tsx');
  execFileSync(tsx, ['scripts/package.ts', VSIX], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  return VSIX;
}

/** Installs a package by the editor's own command line; returns the extensions folder. */
export function installExtension(vsix: string): string {
  const extensionsDir = temporaryFolder('extensions');
  const args = ['--extensions-dir', extensionsDir, '--install-extension', vsix];
  execFileSync(CODE, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return extensionsDir;
}
