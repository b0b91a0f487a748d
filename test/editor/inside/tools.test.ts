// The tools of agents in the editor, called as an agent calls them.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { FLIPPED } from '../networks';
import { extension, open, replace } from './network';

const NAMES = ['gradient_run_gradient_check', 'gradient_get_node_gradient', 'gradient_explain_mismatch'];

async function ask(name: string, input: object): Promise<string> {
  const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return result.content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
}

describe('tools of agents', () => {
  before(() => extension().activate());

  it('are offered by the editor', () => {
    const offered = vscode.lm.tools.map(({ name }) => name);
    for (const name of NAMES) assert.ok(offered.includes(name), offered.join(', '));
  });

  it('check a network of the workspace', async () => {
    assert.match(await ask(NAMES[0], { file: 'apple.grad.json' }), /^# Apple\n\n\*\*All gradients agree/);
    assert.match(await ask(NAMES[1], { file: 'apple.grad.json', tensor: 'apple' }), /\| 100 \| 2\.2 \| 2\.2 \|/);
    assert.equal(await ask(NAMES[2], { file: 'apple.grad.json' }), 'No layer is at fault.');
  });

  it('say that there is no such file, and read none outside of the workspace', async () => {
    assert.match(await ask(NAMES[0], { file: 'pear.grad.json' }), /no file pear\.grad\.json/);
    assert.match(await ask(NAMES[0], { file: '../../etc/passwd' }), /no file/);
  });

  it('see the text as it stands in the editor, saved or not', async () => {
    const { uri } = vscode.workspace.workspaceFolders![0];
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(uri, 'sigmoid.grad.json'));
    await vscode.window.showTextDocument(document);
    const before = document.getText();
    await replace(document, FLIPPED);
    assert.match(await ask(NAMES[2], { file: 'sigmoid.grad.json' }), /x's gradient has the wrong sign/);
    await replace(document, before);
    await document.save();
  });
});

describe('300 networks', () => {
  const COUNT = 300;
  const folder = (): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, 'three-hundred');

  before(async () => {
    const text = (await open('{ "inputs": { "x": 1 }, "layers": [{ "type": "Exp", "inputs": "x" }] }')).getText();
    for (let n = 0; n < COUNT; n++)
      await vscode.workspace.fs.writeFile(
        vscode.Uri.joinPath(folder(), `n${n}.grad.json`),
        new TextEncoder().encode(text),
      );
  });
  after(() => vscode.workspace.fs.delete(folder(), { recursive: true }));

  it('are found by the Test Explorer within a second', async () => {
    const since = performance.now();
    await vscode.commands.executeCommand('testing.refreshTests');
    const took = performance.now() - since;
    console.log(`    found in ${took.toFixed(0)} ms`);
    assert.ok(took < 1000, `${took} ms`);
  });
});
