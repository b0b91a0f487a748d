// `npm test`: everything that has to hold, in one command. The last line counts the tests.
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from '../test/editor/harness/chromium';
import { ROOT, runSteps, type Step } from './run';

const RESULTS = path.join(ROOT, '.cache/results');
const VITEST = path.join(RESULTS, 'vitest.json');
const EDITOR = path.join(RESULTS, 'editor.json');

const CHECKS: readonly Step[] = [
  { name: 'lint', command: ['eslint', '.', '--cache', '--cache-location', '.cache/eslint'] },
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'bundles', command: ['webpack'] },
  { name: 'format', command: ['prettier', '--check', '.'] },
  { name: 'direction of dependency', command: ['depcruise', 'src'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'generated files', command: ['tsx', 'scripts/generate.ts', '--check'] },
];

const TESTS: readonly Step[] = [
  { name: 'bundle sizes', command: ['tsx', 'scripts/sizes.ts'], live: true },
  {
    name: 'unit and property tests',
    command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${VITEST}`],
    live: true,
  },
  { name: 'tests in the editor', command: ['tsx', 'test/editor/run.ts'], live: true },
];

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** What the unit tests' own report says. A test that did not run is a failure, and so is a file that did not load. */
function unitCount(): Count {
  if (!fs.existsSync(VITEST)) return { passed: 0, failed: 1 };
  const report = JSON.parse(fs.readFileSync(VITEST, 'utf8')) as Record<string, number> & { success: boolean };
  const { numTotalTests: total, numPassedTests: passed } = report;
  return { passed, failed: Math.max(total - passed, report.success ? 0 : 1) };
}

function editorCount(): Count {
  if (!fs.existsSync(EDITOR)) return { passed: 0, failed: 1 };
  return JSON.parse(fs.readFileSync(EDITOR, 'utf8')) as Count;
}

async function main(): Promise<number> {
  chromium(); // first, because without it everything else would be for nothing
  fs.rmSync(RESULTS, { recursive: true, force: true });
  fs.mkdirSync(RESULTS, { recursive: true });
  const wrong = [...(await runSteps(CHECKS, 2)), ...(await runSteps(TESTS, 1))];
  const counts = [unitCount(), editorCount()];
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  if (wrong.length > 0) console.log(`not in order: ${wrong.join(', ')}`);
  console.log(`${passed} passed, ${failed} failed`);
  return wrong.length > 0 || failed > 0 ? 1 : 0;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
