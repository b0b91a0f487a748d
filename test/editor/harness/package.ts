// Packages the extension as it ships and installs the package into an empty extensions folder.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { atWork } from './at-work';
import type { Person, PersonOptions } from './person';
import { ROOT, temporaryFolder } from './root';

export const CODE = path.join(import.meta.dirname, 'code');
const VSIX = path.join(ROOT, '.cache/gradient-debugger.vsix');

/** Packages what dist/ holds. */
function packageExtension(): string {
  fs.mkdirSync(path.dirname(VSIX), { recursive: true });
  const tsx = path.join(ROOT, 'node_modules/.bin/tsx');
  execFileSync(tsx, ['scripts/package.ts', VSIX], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  return VSIX;
}

/** Packages and installs; `change` may alter what was installed. Returns the extensions folder. */
function installed(change: (folder: string) => void = () => undefined): string {
  const extensionsDir = installExtension(packageExtension());
  const name = fs.readdirSync(extensionsDir).find((entry) => entry.startsWith('gradient-debugger.'));
  if (!name) throw new Error('the package was not installed');
  change(path.join(extensionsDir, name));
  return extensionsDir;
}

/** Installs a package by the editor's own command line; returns the extensions folder. */
function installExtension(vsix: string): string {
  const extensionsDir = temporaryFolder('extensions');
  const args = ['--extensions-dir', extensionsDir, '--install-extension', vsix];
  execFileSync(CODE, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return extensionsDir;
}

/** In a folder that the person has not said to trust. */
export const RESTRICTED: PersonOptions = {
  settings: { 'security.workspace.trust.startupPrompt': 'never' },
  workspaceTrust: 'ask',
};

/** Takes the half for Node out of an installed extension: then the browser's extension host is the only one that can run it. */
export function browserOnly(folder: string): void {
  const manifest = path.join(folder, 'package.json');
  const { main: _, ...rest } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as Record<string, unknown>;
  fs.writeFileSync(manifest, JSON.stringify(rest));
  fs.rmSync(path.join(folder, 'dist', 'extension.js'));
}

/** As `atWork`, with the package that ships and no other extension. */
export function atWorkWithPackage(options: PersonOptions, change?: (folder: string) => void): () => Person {
  let extensionsDir = '';
  const person = atWork(() => {
    extensionsDir = installed(change);
    return { ...options, extension: 'installed', extensionsDir };
  });
  after(() => fs.rmSync(extensionsDir, { recursive: true, force: true }));
  return person;
}
