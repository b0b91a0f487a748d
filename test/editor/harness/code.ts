// Stands in for the `code` executable: VS Code's command line, run on its server and headless Chromium.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryFolder } from './root';
import { runExtensionTests } from './run-tests';
import { runCli, type Folders } from './server';
import { isWorkspace } from './workbench';

const TIMEOUT = 600_000;
const DRAIN = 200;
/** What VS Code's own command line answers without a window. */
const MANAGEMENT = ['install-extension', 'uninstall-extension', 'list-extensions', 'show-versions', 'force', 'version'];

const toPath = (file: string): string => (file.startsWith('file://') ? fileURLToPath(file) : path.resolve(file));

async function main(argv: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: argv,
    strict: false,
    allowPositionals: true,
    options: {
      extensionTestsPath: text,
      extensionDevelopmentPath: { type: 'string', multiple: true },
      'user-data-dir': text,
      'extensions-dir': text,
      'folder-uri': text,
      'file-uri': text,
      'install-extension': text,
      'uninstall-extension': text,
    },
  });
  const option = (name: string): string | undefined => values[name] as string | undefined;
  const given = option('user-data-dir');
  const userDataDir = given ? toPath(given) : temporaryFolder('user');
  const extensionsDir = option('extensions-dir');
  const folders: Folders = { userDataDir, extensionsDir: extensionsDir && toPath(extensionsDir) };
  try {
    const management = MANAGEMENT.filter((name) => name in values);
    if (management.length > 0) {
      return runCli(
        folders,
        management.map((name) => (values[name] === true ? `--${name}` : `--${name}=${option(name)}`)),
      );
    }
    const tests = option('extensionTestsPath');
    if (!tests) throw new Error('this stand-in runs extension tests (--extensionTestsPath) and manages extensions');
    const paths = [...positionals, option('folder-uri'), option('file-uri')].filter((p) => p !== undefined).map(toPath);
    return await runExtensionTests({
      ...folders,
      // What follows typing has tests of its own; in the others a check runs when they ask for it. Written beforehand: a change
      // of settings opens them, and with them what waits for JSON.
      settings: { 'gradient.check.when': 'manual' },
      tests: toPath(tests),
      open: paths.find(isWorkspace),
      files: paths.filter((file) => !isWorkspace(file)),
      extensions: ((values.extensionDevelopmentPath as string[] | undefined) ?? []).map(toPath),
      disableExtensions: 'disable-extensions' in values,
      timeout: TIMEOUT,
      signal: interrupted(),
    });
  } finally {
    if (!given) fs.rmSync(userDataDir, { recursive: true, force: true });
  }
}

function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => controller.abort());
  return controller.signal;
}

const code = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
// test-electron drops the pipes the moment this process ends: leave the last lines time to arrive.
setTimeout(() => process.exit(code), DRAIN);
