// The direction of dependency is held by a tool; here the tool is held to its word.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-house-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function plant(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  fs.writeFileSync(path.join(folder, file), text);
}

interface Cruise {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

/** What the boundary lint says of the planted files of one tree. */
function violations(tree: string): string[] {
  const depcruise = path.join(ROOT, 'node_modules/.bin/depcruise');
  const args = ['src', '--config', path.join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json'];
  const { stdout } = spawnSync(depcruise, args, { cwd: path.join(folder, tree), encoding: 'utf8' });
  const { summary } = JSON.parse(stdout) as Cruise;
  return summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
}

describe('the boundary lint', () => {
  const WRONG = [
    ['the engine importing the session', 'engine', '../session/b', 'engine-imports-only-itself'],
    ['the check importing training', 'check', '../train/b', 'check-imports-only-engine'],
    ['the session importing the editor', 'session', '../editor/b', 'session-imports-only-engine-check-train-network'],
    ['the webview importing the session', 'webview', '../session/b', 'webview-imports-only-protocol-picture-handout'],
    ['the picture importing the webview', 'picture', '../webview/b', 'picture-imports-only-protocol-engine/tensor'],
    ['the protocol importing a value', 'protocol', '../session/b', 'protocol-imports-types-only'],
    ['vscode outside of the editor', 'network', 'vscode', 'vscode-in-editor-only'],
    ['node outside of platform/node and the command line', 'train', 'node:fs', 'node-at-the-edges-only'],
    ['node in the editor', 'editor', 'node:fs', 'node-at-the-edges-only'],
    ['what ships importing a test', 'cli', '../../test/b', 'nobody-imports-tests-or-scripts'],
  ] as const;

  let found: string[] = [];
  beforeAll(() => {
    for (const [, from, imported] of WRONG) {
      plant(`wrong/src/${from}/a.ts`, `import { b } from '${imported}';\nexport const a = b;\n`);
      if (imported.startsWith('.')) plant(path.join('wrong/src', from, `${imported}.ts`), 'export const b = 1;\n');
    }
    plant('wrong/src/worker/one.ts', "import { two } from './two';\nexport const one = (): unknown => two;\n");
    plant('wrong/src/worker/two.ts', "import { one } from './one';\nexport const two = (): unknown => one;\n");
    found = violations('wrong');
  });

  test.each(WRONG)('reports %s', (_, from, _imported, rule) => {
    expect(found).toContain(`src/${from}/a.ts: ${rule}`);
  });

  test('reports a cycle of values', () => {
    expect(found).toContain('src/worker/one.ts: no-cycles');
  });

  test('reports nothing where the direction is kept', () => {
    plant('right/src/engine/a.ts', 'export const a = 1;\n');
    plant('right/src/check/b.ts', "import { a } from '../engine/a';\nexport const b = a;\nexport type B = number;\n");
    plant('right/src/protocol/c.ts', "import type { B } from '../check/b';\nexport type C = B;\n");
    plant('right/src/webview/d.ts', "import type { C } from '../protocol/c';\nexport const d: C = 1;\n");
    plant(
      'right/src/cli/e.ts',
      "import fs from 'node:fs';\nimport { b } from '../check/b';\nexport const e = [fs, b];\n",
    );
    expect(violations('right')).toEqual([]);
  });
});

describe('a project knows only the globals of its platform', () => {
  const PLANTED = 'export const all = [URLSearchParams, process, document, importScripts];\n';
  const CANNOT_FIND_NAME = /Cannot find name '(\w+)'/;

  /** The names that TypeScript does not find in a file that belongs to the project. */
  function unknownNames(project: string): string[] {
    plant('planted.ts', PLANTED);
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
    const { options } = ts.getParsedCommandLineOfConfigFile(path.join(ROOT, `tsconfig/${project}.json`), {}, host)!;
    const planted = path.join(folder, 'planted.ts');
    const program = ts.createProgram([planted], { ...options, composite: false, incremental: false, rootDir: folder });
    return program
      .getSemanticDiagnostics(program.getSourceFile(planted))
      .map(({ messageText }) => CANNOT_FIND_NAME.exec(ts.flattenDiagnosticMessageText(messageText, '\n'))?.[1] ?? '');
  }

  test.each([
    ['core', ['URLSearchParams', 'process', 'document', 'importScripts']],
    ['worker', ['URLSearchParams', 'process', 'document', 'importScripts']],
    ['editor', ['URLSearchParams', 'process', 'document', 'importScripts']],
    ['platform-node', ['document', 'importScripts']],
    ['platform-web', ['process', 'document']],
    ['webview', ['process', 'importScripts']],
  ])('%s', (project, unknown) => {
    expect(unknownNames(project)).toEqual(unknown);
  });
});
