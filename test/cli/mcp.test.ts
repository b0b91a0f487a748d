// The server of the Model Context Protocol, driven by the official client.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOOLS } from '../../src/session/tools';
import { DOUBLED } from '../editor/networks';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PROTOCOL = { jsonrpc: '2.0', id: 1, method: 'initialize' };

let home: string;
let program: string;
let client: Client;

beforeAll(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'gradcheck-mcp-'));
  program = path.join(home, 'dist/gradcheck.js');
  const webpack = path.join(ROOT, 'node_modules/webpack/bin/webpack.js');
  for (const name of ['gradcheck', 'worker']) {
    const args = [webpack, '--config-name', name, '--output-path', path.dirname(program)];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    if (status !== 0) throw new Error(stdout);
  }
  fs.copyFileSync(path.join(ROOT, 'examples/apple.grad.json'), path.join(home, 'apple.grad.json'));
  fs.writeFileSync(path.join(home, 'doubled.grad.ts'), DOUBLED.replace('this.x = x;', "console.log('!'); this.x = x;"));
  client = new Client({ name: 'test', version: '1' });
  const args = [program, 'mcp'];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd: home, stderr: 'ignore' }));
}, 240_000);

afterAll(async () => {
  await client.close();
  fs.rmSync(home, { recursive: true });
});

async function call(name: string, args: Record<string, string>): Promise<{ text: string; isError: boolean }> {
  const { content, isError } = await client.callTool({ name, arguments: args });
  const [{ text }] = content as [{ text: string }];
  return { text, isError: isError === true };
}

describe('gradcheck mcp', () => {
  it('offers the tools, each with what it takes', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }))).toEqual(
      TOOLS.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
    );
  });

  it('checks a network', async () => {
    const { text, isError } = await call('run_gradient_check', { file: 'apple.grad.json' });
    expect(isError).toBe(false);
    expect(text).toMatch(/^# Apple\n\n\*\*All gradients agree/);
  });

  it('explains a program that prints while it runs, with standard output for the protocol alone', async () => {
    const { text } = await call('explain_mismatch', { file: 'doubled.grad.ts' });
    expect(text).toContain("**W's gradient is exactly 2× what it should be.**");
  });

  it('tells both gradients of a tensor, and asks what was meant by a name that is none', async () => {
    const { text } = await call('get_node_gradient', { file: 'apple.grad.json', tensor: 'apple' });
    expect(text).toContain('|  | 100 | 2.2 | 2.2 | 0 |');
    const misspelt = await call('get_node_gradient', { file: 'apple.grad.json', tensor: 'appel' });
    expect(misspelt.text).toContain('Did you mean apple?');
  });

  it('says that a file is not there, and refuses what the tool does not take', async () => {
    const { text, isError } = await call('run_gradient_check', { file: 'pear.grad.json' });
    expect(isError).toBe(true);
    expect(text).toContain('no file of that name');
    await expect(call('run_gradient_check', { path: 'apple.grad.json' })).rejects.toThrow('path: expected one of file');
    await expect(call('run_gradient_check', {})).rejects.toThrow('file is missing');
    await expect(call('destroy', {})).rejects.toThrow('there is no tool destroy');
  });

  it('ends in order when its client goes away', () => {
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    const { status, stdout } = spawnSync(process.execPath, [program, 'mcp'], {
      input: `${JSON.stringify({ ...PROTOCOL, params })}\n`,
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { serverInfo: { name: 'gradcheck' } } });
  });
});
