// JSON networks as a language, through the editor's own commands: completions, another name, definitions, uses, outline, links.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, replace } from './network';

const NET = `{
  "inputs": { "x": { "file": "data/x.csv" }, "t": [0, 1] },
  "layers": [
    { "name": "First", "type": "Affine", "inputs": "x", "units": 2, "params": { "W": { "normal": 1 } } },
    { "name": "Second", "type": "Affine", "units": 2, "params": { "W": "First.W" } },
    { "type": "SoftmaxWithLoss", "inputs": ["Second", "t"] }
  ],
  "check": { "tensors": ["First.*"] }
}`;

function at(document: vscode.TextDocument, text: string, nth = 1): vscode.Position {
  let offset = -1;
  for (let i = 0; i < nth; i++) offset = document.getText().indexOf(text, offset + 1);
  assert.ok(offset >= 0, `the document does not say ${text}`);
  return document.positionAt(offset + 1);
}

const lineOf = (range: vscode.Range): number => range.start.line + 1;

async function completions(document: vscode.TextDocument, position: vscode.Position): Promise<string[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

describe('a JSON network as a language', () => {
  let document: vscode.TextDocument;
  beforeEach(async () => {
    document = await open(NET);
  });

  it('completes names, while the text is half-written', async () => {
    await replace(document, NET.replace('["Second", "t"] }', '["Sec'));
    const proposed = await completions(document, at(document, '"Sec', 2));
    assert.deepEqual(proposed.slice(0, 4), ['Second', 'First', 'x', 't']);
  });

  it('completes files beside the network', async () => {
    const folder = vscode.workspace.workspaceFolders![0].uri;
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, 'data/for-completion.csv'), new Uint8Array());
    assert.ok((await completions(document, at(document, 'x.csv'))).includes('data/for-completion.csv'));
  });

  it('renames a layer in shared tensors and patterns too', async () => {
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      at(document, 'First.*'),
      'Encoder',
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText(), NET.replaceAll('First', 'Encoder'));
  });

  it('says why a name cannot be another', async () => {
    const rename = vscode.commands.executeCommand(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      at(document, 'First'),
      'Second',
    );
    await assert.rejects(Promise.resolve(rename), /Second is the name of something else/);
  });

  it('goes from a use to the definition, and to all uses', async () => {
    const definitions = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at(document, 'Second', 2),
    );
    assert.deepEqual(
      definitions.map(({ targetRange }) => lineOf(targetRange)),
      [5],
    );
    const uses = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      at(document, 'First'),
    );
    assert.deepEqual(
      uses.map(({ range }) => lineOf(range)),
      [4, 5, 8],
    );
  });

  it('is outlined by inputs and layers', async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const own = symbols.filter(({ detail }) => detail !== '');
    assert.deepEqual(
      own.map(({ name, detail }) => `${name} ${detail}`),
      ['x input', 't input', 'First Affine', 'Second Affine', 'SoftmaxWithLoss1 SoftmaxWithLoss'],
    );
  });

  it('links its files of data', async () => {
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const [link] = links.filter(({ target }) => target?.path.endsWith('/data/x.csv'));
    assert.equal(document.getText(link.range), 'data/x.csv');
  });
});
