// The extension as the editor sees it: asleep until a network is opened, quick to wake, without a worker until one is needed.
import assert from 'node:assert/strict';
import workerThreads from 'node:worker_threads';
import * as vscode from 'vscode';
import { extension, open } from './network';

const QUICK_MS = 200;

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

  it('wakes quickly', async () => {
    const [since, before] = [performance.now(), process.cpuUsage()];
    await extension().activate();
    const took = performance.now() - since;
    const { user, system } = process.cpuUsage(before);
    const computed = (user + system) / 1000;
    console.log(
      `    the extension woke in ${took.toFixed(1)} ms, of which the processor worked ${computed.toFixed(1)} ms`,
    );
    // A busy machine makes everyone wait; the work is the extension's own.
    assert.ok(computed < QUICK_MS, `${computed} ms`);
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
