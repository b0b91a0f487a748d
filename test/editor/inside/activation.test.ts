// The extension as the editor sees it: asleep until a network is opened, quick to wake, without a worker until one is needed.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import workerThreads from 'node:worker_threads';
import * as vscode from 'vscode';
import { extension, open } from './network';

const QUICK_MS = 100;

/** Counts the workers that are started from now on, by whoever. */
function countWorkers(): () => number {
  let count = 0;
  const { Worker } = workerThreads;
  workerThreads.Worker = class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      count++;
    }
  };
  return () => count;
}

describe('activation', () => {
  const workers = countWorkers();

  it('sleeps until a network is opened', () => {
    assert.equal(extension().isActive, false);
  });

  it('loads little, and wakes', async () => {
    const require = createRequire(__filename);
    const bundle = path.join(extension().extensionPath, 'dist/extension.js');
    // The editor may have loaded it by now.
    delete require.cache[bundle];
    const before = process.cpuUsage();
    // Nothing else can run meanwhile: the work is the bundle's own, however busy the machine.
    require(bundle);
    const { user, system } = process.cpuUsage(before);
    const loaded = (user + system) / 1000;
    const since = performance.now();
    await extension().activate();
    const took = performance.now() - since;
    console.log(`    loaded in ${loaded.toFixed(1)} ms of processor time, activated in ${took.toFixed(1)} ms`);
    assert.ok(loaded < QUICK_MS, `${loaded} ms`);
  });

  it('has networks open as JSON with comments', async () => {
    const { languageId } = await open('{}');
    assert.equal(languageId, 'jsonc');
  });

  it('registers every command that the palette shows', async () => {
    const shown = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of shown.contributes.commands) assert.ok(registered.has(command), command);
  });

  it('starts a worker with the first check, and no other with the second', async () => {
    assert.equal(workers(), 0);
    await open('{ "inputs": { "x": 1 }, "layers": [{ "type": "Exp", "inputs": "x" }] }');
    await vscode.commands.executeCommand('gradient.runCheck');
    assert.equal(workers(), 1);
    await vscode.commands.executeCommand('gradient.runCheck');
    assert.equal(workers(), 1);
  });
});
