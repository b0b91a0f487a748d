// Problems of every kind as the editor gets them: severity, place, link to the page about it, and what their quick fixes do.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { APPLE, MISSPELT } from '../networks';
import { check, extension, open } from './network';

const KINK = `{
  "inputs": { "x": [[1, 0, -2]] },
  "layers": [
    { "name": "Relu1", "type": "ReLU", "inputs": "x" },
    { "name": "Exp1", "type": "Exp" }
  ]
}`;

const UNFLAT = `{
  "inputs": { "x": { "shape": [2, 3, 4], "normal": 1 } },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 2 }
  ]
}`;

const ours = ({ uri }: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Gradient');

/** `severity line code`, with the page that the code leads to. */
function told(document: vscode.TextDocument): string[] {
  return ours(document).map(({ severity, range, code }) => {
    const { value, target } = code as { value: string; target: vscode.Uri };
    assert.equal(target.toString(true), `command:gradient.explainCause?["${value}"]`);
    return `${vscode.DiagnosticSeverity[severity]} ${range.start.line + 1} ${value}`;
  });
}

/** Applies our only quick fix at the first problem, and checks again as it does. */
async function fix(document: vscode.TextDocument): Promise<string> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    ours(document)[0].range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const [action, ...others] = actions.filter(({ command }) => command?.command === 'gradient.runCheck');
  assert.deepEqual(others, []);
  assert.ok(await vscode.workspace.applyEdit(action.edit!));
  assert.equal(action.command!.arguments, undefined, 'they may be gone when the command runs');
  await vscode.commands.executeCommand(action.command!.command);
  return action.title;
}

describe('problems', () => {
  it('of a misspelt name: an error, and the right name', async () => {
    const document = await open(MISSPELT);
    await check();
    assert.deepEqual(told(document), ['Error 7 unknown-name']);
    assert.equal(await fix(document), 'Change "Prise" to "Price"');
    assert.deepEqual(told(document), []);
    assert.equal(document.getText(), APPLE);
  });

  it('of a missing Flatten: an error, and the layer', async () => {
    const document = await open(UNFLAT);
    await check();
    assert.deepEqual(told(document), ['Error 4 shape-mismatch']);
    assert.equal(await fix(document), 'Insert a Flatten layer before Affine1');
    assert.deepEqual(told(document), []);
    assert.equal(document.lineAt(3).text, '    { "name": "Flatten1", "type": "Flatten", "inputs": "x" },');
  });

  it('of a kink: information, and a step aside', async () => {
    const document = await open(KINK);
    await check();
    assert.deepEqual(told(document), ['Information 4 kink']);
    assert.equal(await fix(document), 'Move the sample off the kink of Relu1');
    assert.deepEqual(told(document), []);
    assert.equal(document.lineAt(1).text, '  "inputs": { "x": [[1, 0.001, -2]] },');
  });

  it('of health: warnings; of what is undecided: information', async () => {
    const document = await open(
      '{ "inputs": { "x": [800, 2] }, "layers": [\n{ "name": "E", "type": "Exp", "inputs": "x" } ] }',
    );
    await check();
    assert.deepEqual(told(document).sort(), ['Information 1 undecided-gradient', 'Warning 2 non-finite']);
  });

  it('lead to pages that ship with the extension, and have a section for them', async () => {
    for (const [page, code] of [
      ['problems.md', 'unknown-name'],
      ['problems.md', 'kink'],
      ['causes.md', 'scaled'],
    ]) {
      const uri = vscode.Uri.joinPath(extension().extensionUri, 'docs', page);
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      assert.match(text, new RegExp(`^### ${code}$`, 'm'));
    }
  });
});
