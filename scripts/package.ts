// `npm run package`: the extension as one file that an editor installs. An argument names the file.
import fs from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { unzipSync, zipSync } from 'fflate';
import manifest from '../package.json';
import { ROOT } from './run';

// vsce leaves node_modules out, and in there is the one place where VS Code looks for plugins of its TypeScript server.
const PLUGIN = 'node_modules/gradient-debugger-typescript/index.js';

/** Packages what has been built; `file` is written anew. */
async function writePackage(file: string): Promise<void> {
  await createVSIX({
    cwd: ROOT,
    packagePath: file,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const entries = unzipSync(fs.readFileSync(file));
  entries[`extension/${PLUGIN}`] = fs.readFileSync(path.join(ROOT, PLUGIN));
  fs.writeFileSync(file, zipSync(entries));
}

await writePackage(path.resolve(process.argv[2] ?? path.join(ROOT, `${manifest.name}-${manifest.version}.vsix`)));
