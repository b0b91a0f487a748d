// The plugin in a real TypeScript server, laid out as in an installed extension.
import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PLUGIN = 'node_modules/gradient-debugger-typescript';
const NETWORK = "import { network } from 'gradient-debugger';\nnetwork('Net', () => 1);\n";

let folder: string;
let extension: string;

beforeAll(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-plugin-')));
  extension = path.join(folder, 'extension');
  execFileSync(process.execPath, ['node_modules/webpack/bin/webpack.js', '--config-name', 'typescript-plugin'], {
    cwd: ROOT,
  });
  fs.cpSync(path.join(ROOT, PLUGIN), path.join(extension, PLUGIN), { recursive: true });
  write('extension/types/index.d.ts', 'export declare function network(name: string, body: () => number): void;\n');
}, 60_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): string {
  const target = path.join(folder, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
  return target;
}

/** What the server says of one file. */
async function diagnosticsOf(file: string, plugins: readonly string[]): Promise<string[]> {
  const server = spawn(process.execPath, [
    path.join(ROOT, 'node_modules/typescript/lib/tsserver.js'),
    ...plugins,
    '--disableAutomaticTypingAcquisition',
  ]);
  try {
    send(server, 1, 'open', { file });
    send(server, 2, 'semanticDiagnosticsSync', { file });
    const answer = (await answerTo(server, 2)) as { readonly body: readonly { readonly text: string }[] };
    return answer.body.map(({ text }) => text);
  } finally {
    server.kill();
  }
}

function send(server: ChildProcessWithoutNullStreams, seq: number, command: string, args: object): void {
  server.stdin.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`);
}

function answerTo(server: ChildProcessWithoutNullStreams, seq: number): Promise<unknown> {
  let output = '';
  return new Promise((resolve, reject) => {
    server.on('exit', (code) => reject(new Error(`the TypeScript server ended (${code})`)));
    server.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      const line = output.split('\n').find((line) => line.includes(`"request_seq":${seq},`) && line.endsWith('}'));
      if (line !== undefined) resolve(JSON.parse(line));
    });
  });
}

describe('the plugin of the TypeScript server', { timeout: 60_000 }, () => {
  const withPlugin = (): string[] => [
    '--globalPlugins',
    'gradient-debugger-typescript',
    '--pluginProbeLocations',
    extension,
  ];

  it('finds the library in a folder that has no package of its name', async () => {
    const file = write('alone/net.grad.ts', NETWORK);
    expect(await diagnosticsOf(file, [])).toEqual([expect.stringMatching(/Cannot find module 'gradient-debugger'/)]);
    expect(await diagnosticsOf(file, withPlugin())).toEqual([]);
  });

  it('checks the use of the library against its types', async () => {
    const file = write('alone/wrong.grad.ts', NETWORK.replace("'Net'", '1'));
    expect(await diagnosticsOf(file, withPlugin())).toEqual([expect.stringMatching(/'number' is not assignable/)]);
  });

  it('leaves the package that a folder has to it', async () => {
    write('own/node_modules/gradient-debugger/index.d.ts', 'export declare function model(): void;\n');
    const file = write('own/net.grad.ts', NETWORK);
    expect(await diagnosticsOf(file, withPlugin())).toEqual([expect.stringMatching(/no exported member 'network'/)]);
  });

  it('leaves other modules that are missing to be reported', async () => {
    const file = write('alone/other.grad.ts', "import { x } from './nowhere';\nx();\n");
    expect(await diagnosticsOf(file, withPlugin())).toEqual([expect.stringMatching(/Cannot find module '.\/nowhere'/)]);
  });
});
