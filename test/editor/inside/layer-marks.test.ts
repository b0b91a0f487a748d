// Lines above networks and layers, and hints beside layers, as the editor gets them: where they stand, also while the text changes.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DOUBLED, FLIPPED, MISSPELT, MLP } from '../networks';
import { check, open, replace } from './network';

/** `line: title`, of the lines above the text. */
async function lenses({ uri }: vscode.TextDocument): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
  return found
    .filter(
      ({ command }) => command && (command.command.startsWith('gradient.') || command.command.includes('problems')),
    )
    .map(({ range, command }) => `${range.start.line + 1}: ${command!.title.replaceAll('\u00a0', ' ')}`);
}

/** `line:column label` */
async function hints(document: vscode.TextDocument): Promise<string[]> {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    all,
  );
  return found
    .filter(({ label }) => typeof label === 'string' && label.startsWith('('))
    .map(({ position, label }) => `${position.line + 1}:${position.character + 1} ${label as string}`);
}

const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('gradient');

async function insert(document: vscode.TextDocument, line: number, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(line, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('lines above', () => {
  it('a network say whether it was checked and how that went, with Run and Graph', async () => {
    const document = await open(MLP);
    await check();
    assert.deepEqual(await lenses(document), ['1: $(pass) all 9 gradients agree', '1: Run', '1: Debug', '1: Graph']);
  });

  it('a network that cannot be read tell of its mistakes', async () => {
    const document = await open(MISSPELT);
    await check();
    assert.deepEqual(await lenses(document), ['1: $(warning) 1 mistake in the file', '1: Run', '1: Debug', '1: Graph']);
  });

  it('a layer of expressions say what is wrong with it', async () => {
    const document = await open(`// a comment\n${FLIPPED}`);
    await check();
    const above = (await lenses(document)).map((lens) => lens.replace(/\d+ of \d+/, '# of #'));
    assert.deepEqual(above, [
      '2: $(error) # of # gradients are wrong',
      '2: Run',
      '2: Debug',
      '2: Graph',
      "16: $(error) x's gradient has the wrong sign.",
      '16: Run',
      '16: Debug',
      '16: Graph',
    ]);
  });

  it('a layer of a program stand at its call, and move with it', async () => {
    const document = await open(DOUBLED, '.grad.ts');
    await check();
    const wrong = (all: string[]): string[] => all.filter((lens) => lens.includes("W's gradient"));
    assert.deepEqual(wrong(await lenses(document)), ["22: $(error) W's gradient is exactly 2× what it should be."]);
    await insert(document, 0, '// one line\n// two lines\n');
    assert.match(wrong(await lenses(document))[0], /^24: \$\((?:history|error)\) W's gradient/);
  });
});

describe('hints beside', () => {
  after(() => settings().update('inlayHints', undefined, vscode.ConfigurationTarget.Global));

  it('the names of layers are shapes', async () => {
    const document = await open(MLP);
    await check();
    const expected = ['6:24 (3, 5)', '7:22 (3, 5)', '8:24 (3, 3)', '9:21 ()'];
    assert.deepEqual(await hints(document), expected);
    await replace(document, MLP.replace('"units": 5 }', '"units": 5'));
    assert.deepEqual(await hints(document), expected, 'half-written');
  });

  it('stay at their layers while the text is typed into', async () => {
    const document = await open(MLP);
    await check();
    await insert(document, 5, '    { "name": "Half", ');
    assert.equal((await hints(document))[0], '6:46 (3, 5)');
  });

  it('calls of layers in a program are shapes, and gradients on request', async () => {
    const document = await open(DOUBLED, '.grad.ts');
    await check();
    assert.deepEqual((await hints(document))[0], '22:58 (3, 5)');
    await settings().update('inlayHints', 'shapesAndGradients', vscode.ConfigurationTarget.Global);
    assert.match((await hints(document))[0], /^22:58 \(3, 5\) ∇ \d\.\d\de[+-]\d\d ✓$/);
    await settings().update('inlayHints', 'off', vscode.ConfigurationTarget.Global);
    assert.deepEqual(await hints(document), []);
  });
});
