// The check that follows typing: how soon it answers, what it leaves behind, and when it keeps still.
import assert from 'node:assert/strict';
import type { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { APPLE, SLOW } from '../networks';
import { check, edit, hoverAt, open, problems, workersFromNow } from './network';

const setWhen = (when: string | undefined): Thenable<void> =>
  vscode.workspace.getConfiguration('gradient').update('check.when', when, vscode.ConfigurationTarget.Global);

/** Layers of so many units at a batch of N, one of which has a gradient that is half as large again as it should be. */
const netOf = (inputs: number, hidden: number, outputs: number, N: number): string => `{
  "name": "Net", "seed": 1,
  "layerTypes": { "Twice": { "inputs": ["x"], "forward": "x * 2", "backward": { "x": "dout * 3" } } },
  "inputs": { "x": { "shape": [${N}, ${inputs}], "normal": 1 }, "t": { "shape": [${N}, ${outputs}], "constant": ${1 / outputs} } },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": ${hidden} },
    { "name": "Twice1", "type": "Twice" },
    { "name": "Affine2", "type": "Affine", "units": ${outputs} },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] }
  ]
}
`;
const NET = netOf(20, 16, 5, 8);
const DIGITS = netOf(784, 50, 10, 3);

const EDITS = 200;
/** Of a machine that does other things too. */
const SOON_MS = 1500;
const MEBI = 2 ** 20;

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const pass = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves when our problems of the document are such. */
function problemsBecome(document: vscode.TextDocument, wanted: (all: readonly string[]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const subscription = vscode.languages.onDidChangeDiagnostics(look);
    function look(): void {
      if (!wanted(problems(document))) return;
      subscription.dispose();
      resolve();
    }
    look();
  });
}

/** From a change of the text to the problems of the changed text, whose numbers are others. */
async function answerTo(document: vscode.TextDocument, seed: number): Promise<number> {
  const before = problems(document).join();
  const since = performance.now();
  await edit(document, /"seed": \d+/, `"seed": ${seed}`);
  await problemsBecome(document, (all) => all.length > 0 && all.join() !== before);
  const took = performance.now() - since;
  // The causes follow.
  await problemsBecome(document, ([first]) => first?.includes('1.5') === true);
  return took;
}

/** The editor's Node is newer than the one whose types are known here. */
interface Measured extends Worker {
  getHeapStatistics(): Promise<{ readonly used_heap_size: number; readonly external_memory: number }>;
}

/** What is alive in a worker: taking a picture of its heap collects the rest. */
async function aliveIn(worker: Worker): Promise<number> {
  const picture = await worker.getHeapSnapshot();
  await new Promise((resolve) => picture.on('end', resolve).resume());
  const { used_heap_size: heap, external_memory: arrays } = await (worker as Measured).getHeapStatistics();
  return (heap + arrays) / MEBI;
}

describe('a check that follows typing', () => {
  before(() => setWhen(undefined));
  after(() => setWhen('manual'));

  it('runs when a network is opened, and again when its text has changed', async () => {
    const document = await open(APPLE.replace('"apple_num"] }', '"apple_nun"] }'));
    await problemsBecome(document, ([first]) => first?.includes('apple_nun'));
    await edit(document, 'apple_nun', 'apple_num');
    await problemsBecome(document, (all) => all.length === 0);
    await pass(SOON_MS);
    assert.match(await hoverAt(document, 'apple"'), /Of text that is not saved[^]*gradient agrees/);
  });

  for (const [name, text, most] of [
    ['20-16-5', NET, SOON_MS],
    ['784-50-10 at a batch of 3', DIGITS, 4 * SOON_MS],
  ] as const) {
    it(`answers a change of a ${name} net soon`, async () => {
      const document = await open(text);
      await problemsBecome(document, (all) => all.length > 0);
      const delays: number[] = [];
      for (let seed = 2; seed < 13; seed++) delays.push(await answerTo(document, seed));
      const took = median(delays);
      console.log(`    ${name}: from a change to its problems ${took.toFixed(0)} ms (median of ${delays.length})`);
      assert.ok(took < most, delays.join(' '));
    });
  }

  it('leaves nothing behind after many edits in a row', async () => {
    const workers = workersFromNow();
    const document = await endedWorker();
    const alive: number[] = [];
    for (let seed = 1; seed <= EDITS; seed++) {
      await edit(document, /"seed": \d+/, `"seed": ${seed}`);
      // Some are checked to the end, some are overtaken while they wait, and some while they run.
      await pass([5, 60, 120][seed % 3]);
      if (seed % (EDITS / 2) === 0) {
        await problemsBecome(document, (all) => all.length > 0);
        alive.push(await aliveIn(workers.at(-1)!));
      }
    }
    console.log(
      `    alive in the worker: ${alive.map((size) => size.toFixed(1)).join(', ')} MiB; ${workers.length} started`,
    );
    assert.ok(alive[1] < alive[0] + 2, alive.join(' '));
    assert.equal(workers.filter(({ threadId }) => threadId !== -1).length, 1, `${workers.length} were started`);
  });
});

/** A network in the editor whose next check starts a worker of its own: the one before has been ended. */
async function endedWorker(): Promise<vscode.TextDocument> {
  const settings = vscode.workspace.getConfiguration('gradient');
  await settings.update('timeout', 1, vscode.ConfigurationTarget.Global);
  await open(SLOW);
  await check();
  await settings.update('timeout', undefined, vscode.ConfigurationTarget.Global);
  return open(NET);
}

describe('a check that does not follow typing', () => {
  after(() => setWhen('manual'));

  it('waits until the text is saved', async () => {
    await setWhen('onSave');
    const [folder] = vscode.workspace.workspaceFolders!;
    const uri = vscode.Uri.joinPath(folder.uri, 'saved.grad.json');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(NET));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    await edit(document, '"seed": 1', '"seed": 2');
    await pass(SOON_MS);
    assert.deepEqual(problems(document), []);
    await document.save();
    await problemsBecome(document, (all) => all.length > 0);
  });

  it('waits until it is asked for', async () => {
    await setWhen('manual');
    const document = await open(NET);
    await pass(SOON_MS);
    assert.match(await hoverAt(document, 'Affine1'), /Not checked yet/);
  });
});

describe('a program that is checked as it is typed', () => {
  before(() => setWhen(undefined));
  after(() => setWhen('manual'));

  it('is checked again when a file that it imports has changed', async () => {
    const [folder] = vscode.workspace.workspaceFolders!;
    const write = async (name: string, text: string): Promise<vscode.Uri> => {
      const uri = vscode.Uri.joinPath(folder.uri, name);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      return uri;
    };
    const imported = await write('live-factor.ts', 'export const factor = 1;\n');
    const uri = await write(
      'scaled.grad.ts',
      `import { input, layer, network, normal, sum, type Tensor } from 'gradient-debugger';
import { factor } from './live-factor';
class Scale {
  forward(x: Tensor) { return x.mul(2); }
  backward(dout: Tensor) { return dout.mul(2 * factor); }
}
export default network('Scaled', () => sum(layer(new Scale(), input('x', normal([3], 1)), { name: 'Scale1' })));
`,
    );
    const program = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(program);
    const other = await vscode.workspace.openTextDocument(imported);
    await pass(SOON_MS);
    assert.deepEqual(problems(program), []);
    await edit(other, '= 1', '= 3');
    await problemsBecome(program, ([first]) => first?.includes('Scale1'));
    await edit(other, '= 3', '= 1');
    await problemsBecome(program, (all) => all.length === 0);
  });
});
