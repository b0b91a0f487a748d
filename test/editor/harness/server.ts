// Starts VS Code's own server, and runs its command line.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { installVsCode } from './install';

export type Settings = Record<string, unknown>;

/** The folders of one VS Code: a fresh userDataDir for every run, because settings outlive it. */
export interface Folders {
  readonly userDataDir: string;
  readonly extensionsDir?: string | undefined;
}

export interface Server {
  readonly url: string;
  readonly authority: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

export interface ServerOptions extends Folders {
  readonly settings?: Settings;
  /** The extension host inherits these. */
  readonly env?: NodeJS.ProcessEnv;
  readonly onOutput?: (text: string) => void;
  /** Ask a person before running an unknown folder's code, as VS Code does by default. */
  readonly workspaceTrust?: 'ask' | 'granted';
}

/** Quiet and offline. */
const SETTINGS: Settings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'github.gitAuthentication': false,
  'files.autoSave': 'off',
};

// An empty service address stops every request to the gallery.
const OFFLINE = { EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
const GRACE = 3000;

const folderArgs = ({ userDataDir, extensionsDir }: Folders): string[] => [
  ...['--user-data-dir', userDataDir],
  ...['--server-data-dir', path.join(userDataDir, 'server')],
  ...['--extensions-dir', extensionsDir ?? path.join(userDataDir, 'extensions')],
];

/** VS Code's own command line: --version, --install-extension x.vsix, --list-extensions ... Returns its exit code. */
export function runCli(folders: Folders, args: string[]): number {
  const { node, server } = installVsCode();
  const all = [server, ...folderArgs(folders), '--accept-server-license-terms', ...args];
  return spawnSync(node, all, { env: { ...process.env, ...OFFLINE }, stdio: 'inherit' }).status ?? 1;
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { settings = {}, env = {}, workspaceTrust = 'granted' } = options;
  const { node, server } = installVsCode();
  const trusting = workspaceTrust === 'granted';
  writeSettings(options.userDataDir, { 'security.workspace.trust.enabled': !trusting, ...settings });
  const args = [
    ...['--no-deprecation', server, '--host', '127.0.0.1', '--port', '0', '--without-connection-token'],
    ...['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-getting-started-override'],
    ...(trusting ? ['--disable-workspace-trust'] : []),
    ...folderArgs(options),
  ];
  // Its own process group, so that its extension hosts end with it.
  const child = spawn(node, args, {
    env: { ...process.env, ...OFFLINE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const killGroup = (): void => signalGroup(child, 'SIGKILL');
  process.once('exit', killGroup);
  child.once('exit', () => process.off('exit', killGroup));
  const authority = `127.0.0.1:${await listeningPort(child, options.onOutput)}`;
  return { url: `http://${authority}/`, authority, process: child, stop: () => stop(child) };
}

/** Settings that are there already win. */
function writeSettings(userDataDir: string, settings: Settings): void {
  const file = path.join(userDataDir, 'User', 'settings.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const old = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Settings) : {};
  fs.writeFileSync(file, JSON.stringify({ ...SETTINGS, ...settings, ...old }, null, 2));
}

function listeningPort(child: ChildProcess, onOutput?: (text: string) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (data: Buffer): void => {
      onOutput?.(String(data));
      output += String(data);
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port) resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the VS Code server ended (${code}):\n${output}`)));
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE);
    child.once('exit', () => {
      clearTimeout(timer);
      signalGroup(child, 'SIGKILL');
      resolve();
    });
    signalGroup(child, 'SIGTERM');
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // nobody left in the group
  }
}
