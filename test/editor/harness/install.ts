// Installs a real VS Code (server, web workbench, Node extension host) from npm packages alone, once per version, into .vscode-test/.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './root';

const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';
const HOST = `${process.platform}-${process.arch}`;
const CACHE = path.join(ROOT, '.vscode-test');
const STAND_INS = path.join(import.meta.dirname, 'stand-ins');

/** Where an installed VS Code keeps its two programs. */
export interface VsCode {
  readonly node: string;
  readonly server: string;
}

// 300 MB that no test loads: agent kits, sandboxes, Windows helpers, Kerberos, ssh and sqlite.
const LEFT_OUT = [
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@devcontainers/cli',
  '@vscode/sandbox-runtime',
  '@vscode/copilot-api',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];

/** The installed VS Code; installs it when this version is not there yet. */
export function installVsCode(): VsCode {
  const home = path.join(CACHE, `code-server-${CODE_SERVER}-node-${NODE}-${HOST}-${recipe()}`);
  if (!fs.existsSync(home)) {
    fs.mkdirSync(CACHE, { recursive: true });
    const draft = fs.mkdtempSync(path.join(CACHE, 'installing-'));
    try {
      install(draft);
      moveIntoPlace(draft, home);
    } finally {
      fs.rmSync(draft, { recursive: true, force: true });
    }
  }
  return programs(home);
}

/** Tells installations apart that were made in different ways. */
function recipe(): string {
  const sources = [import.meta.filename, ...fs.readdirSync(STAND_INS).map((name) => path.join(STAND_INS, name))];
  const hash = createHash('sha256');
  for (const file of sources) hash.update(fs.readFileSync(file));
  return hash.digest('hex').slice(0, 8);
}

function programs(home: string): VsCode {
  return { node: path.join(home, 'node/bin/node'), server: path.join(home, 'vscode/out/server-main.js') };
}

/** Only a complete installation ever has its final name; two at the same time do no harm. */
function moveIntoPlace(draft: string, home: string): void {
  try {
    fs.renameSync(draft, home);
  } catch (error) {
    if (!fs.existsSync(home)) throw error;
  }
}

function install(home: string): void {
  const nodePackage = `node-${HOST}`;
  run('npm', ['pack', '--silent', `${nodePackage}@${NODE}`, `code-server@${CODE_SERVER}`], home);
  unpack(home, `${nodePackage}-${NODE}.tgz`, 'node', 1, ['package/bin', 'package/LICENSE', 'package/package.json']);
  unpack(home, `code-server-${CODE_SERVER}.tgz`, 'vscode', 3, ['package/lib/vscode']);

  const vscode = path.join(home, 'vscode');
  leaveOut(path.join(vscode, 'package.json'));
  // Not `npm ci`: the shipped shrinkwrap is out of step. Scripts would compile native modules for minutes.
  const quiet = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const PATH = `${path.join(home, 'node/bin')}:${process.env.PATH}`;
  run('npm', ['install', ...quiet], vscode, { PATH });
  // The extensions' own dependency: the TypeScript server.
  run('npm', ['install', ...quiet], path.join(vscode, 'extensions'), { PATH });
  for (const extension of ['copilot', 'mermaid-markdown-features']) {
    fs.rmSync(path.join(vscode, 'extensions', extension), { recursive: true, force: true });
  }
  keepOwnPlatform(path.join(vscode, 'node_modules/@vscode/ripgrep-universal/bin'));
  standIn(vscode, '@vscode/native-watchdog', 'native-watchdog.cjs');
  standIn(vscode, '@vscode/spdlog', 'spdlog.cjs');
  const { node, server } = programs(home);
  run(node, [server, '--version'], home);
}

function unpack(home: string, archive: string, into: string, strip: number, members: string[]): void {
  fs.mkdirSync(path.join(home, into));
  run('tar', ['xzf', archive, '-C', into, `--strip-components=${strip}`, ...members], home);
  fs.rmSync(path.join(home, archive));
}

function leaveOut(manifest: string): void {
  const json = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { dependencies: Record<string, string> };
  const dependencies = Object.entries(json.dependencies).filter(([name]) => !LEFT_OUT.includes(name));
  fs.writeFileSync(
    manifest,
    JSON.stringify({ ...json, overrides: undefined, dependencies: Object.fromEntries(dependencies) }),
  );
}

function keepOwnPlatform(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    if (name !== HOST) fs.rmSync(path.join(folder, name), { recursive: true });
  }
}

/** Two native modules that are loaded at start would have to be compiled; plain JavaScript does as well here. */
function standIn(vscode: string, module: string, source: string): void {
  fs.copyFileSync(path.join(STAND_INS, source), path.join(vscode, 'node_modules', module, 'index.js'));
}

function run(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = {}): void {
  execFileSync(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
}
