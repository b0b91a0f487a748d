// Runs the tests in the real editor: those inside its extension host, then those that drive it as a person does.
// An argument picks the files whose path contains it: `npm run test:editor -- drive/packaged`.
import fs from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import Mocha from 'mocha';
import { chromium } from './harness/chromium';
import { installVsCode } from './harness/install';
import { CODE } from './harness/package';
import { ROOT, temporaryFolder } from './harness/root';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const NONE: Count = { passed: 0, failed: 0 };
const HERE = import.meta.dirname;
const RESULTS = path.join(ROOT, '.cache/results');
const PICKED = process.argv[2] ?? '';
const BUNDLED = path.join(ROOT, '.cache/editor-tests');

const testsIn = (folder: string): string[] =>
  fs
    .readdirSync(path.join(HERE, folder))
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => path.join(HERE, folder, name))
    .filter((file) => file.includes(PICKED));

async function inside(): Promise<Count> {
  const tests = testsIn('inside');
  if (tests.length === 0) return NONE;
  const results = path.join(RESULTS, 'inside.json');
  fs.rmSync(results, { force: true });
  fs.rmSync(BUNDLED, { recursive: true, force: true });
  await build({
    entryPoints: [path.join(HERE, 'inside/index.ts'), ...tests],
    outdir: BUNDLED,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
  });
  const workspace = temporaryFolder('workspace');
  const own = temporaryFolder('user');
  fs.cpSync(path.join(ROOT, 'examples'), workspace, { recursive: true });
  try {
    await runTests({
      vscodeExecutablePath: CODE,
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: path.join(BUNDLED, 'index.js'),
      extensionTestsEnv: { GRADIENT_TEST_RESULTS: results },
      launchArgs: [workspace, '--user-data-dir', own, '--extensions-dir', path.join(own, 'extensions')],
    });
  } catch (error) {
    console.error(String(error));
  } finally {
    for (const folder of [workspace, own]) fs.rmSync(folder, { recursive: true, force: true });
  }
  // An extension host that died has left no count.
  return fs.existsSync(results) ? (JSON.parse(fs.readFileSync(results, 'utf8')) as Count) : { passed: 0, failed: 1 };
}

async function driving(): Promise<Count> {
  const tests = testsIn('drive');
  if (tests.length === 0) return NONE;
  const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, forbidPending: true });
  for (const file of tests) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const stats = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats!));
  });
  return { passed: stats.passes, failed: stats.failures };
}

async function main(): Promise<number> {
  fs.mkdirSync(RESULTS, { recursive: true });
  chromium();
  installVsCode();
  const counts = [await inside(), await driving()];
  const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0);
  const total: Count = { passed: sum('passed'), failed: sum('failed') };
  fs.writeFileSync(path.join(RESULTS, 'editor.json'), JSON.stringify(total));
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

// An interrupted run leaves no editor behind: servers end when this process exits in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
