// The check command on networks in the editor: Problems, hovers, unsaved text, files in any file system.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SLOW } from '../networks';
import { check, hoverAt, open, problems, replace } from './network';

const APPLE = `{
  "inputs": { "apple": 100, "apple_num": 2, "tax": 1.1 },
  "layers": [
    { "name": "Price", "type": "Mul", "inputs": ["apple", "apple_num"] },
    { "name": "WithTax", "type": "Mul", "inputs": ["Price", "tax"] }
  ]
}`;

/** Time enough for the editor's own JSON diagnostics. */
const OTHERS_MS = 1500;

describe('a network that is right', () => {
  let document: vscode.TextDocument;
  before(async () => {
    document = await open(APPLE);
    await check();
  });

  it('has no problems, of anyone', async () => {
    await new Promise((resolve) => setTimeout(resolve, OTHERS_MS));
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('tells each gradient beside the numerical one where a name is defined', async () => {
    const text = await hoverAt(document, 'apple"');
    assert.match(text, /\*\*apple\*\* `\(\)` — \$\(pass\) gradient agrees/);
    assert.match(text, /\|\s+\| 100 \| 2\.2 \| 2\.2 \|/);
  });

  it('tells it where a name is used too', async () => {
    assert.match(await hoverAt(document, 'tax"', 2), /\*\*tax\*\*.*\n[^]*\| 1\.1 \| 200 \| 200 \|/);
  });

  it("tells a layer's value, gradient and derivative", async () => {
    const text = await hoverAt(document, 'Price"');
    assert.match(text, /\*\*Price\\\.out\*\* `\(\)` = `x · y`/);
    assert.match(text, /\| 200 \| 1\.1 \| 1\.1 \|/);
    assert.match(text, /dx = dout · y/);
  });

  it('says that the text has changed once it has', async () => {
    await replace(document, APPLE.replace('100', '150'));
    assert.match(await hoverAt(document, 'apple"'), /Before the text was changed[^]*\| 100 \| 2\.2 \|/);
    await check();
    assert.match(await hoverAt(document, 'apple"'), /^(?!.*Before)[^]*\| 150 \| 2\.2 \|/);
  });
});

describe('a network with a mistake', () => {
  it('has a problem at the place of the mistake, until the text changes', async () => {
    const document = await open(APPLE.replace('["Price", "tax"]', '["Prise", "tax"]'));
    await check();
    const [problem, ...others] = problems(document);
    assert.deepEqual(others, []);
    assert.match(problem, /^5:5\d .*Prise.*Price/);
    await replace(document, APPLE);
    assert.deepEqual(problems(document), []);
  });

  it('keeps its hover helpful', async () => {
    const document = await open(APPLE.replace('"Mul"', '"Mull"'));
    await check();
    assert.match(await hoverAt(document, 'apple"'), /could not be read: see the Problems panel/);
  });
});

describe('a network that was not checked', () => {
  it('says how to check it', async () => {
    const document = await open(APPLE);
    assert.match(await hoverAt(document, 'Price"'), /Not checked yet.*Run Gradient Check/);
  });

  it('says nothing at what is not a name', async () => {
    const document = await open(APPLE);
    assert.equal(await hoverAt(document, '"layers"'), '');
    assert.equal(await hoverAt(document, '100'), '');
  });
});

describe('a check that takes too long', () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('gradient');
  before(() => settings().update('timeout', 1, vscode.ConfigurationTarget.Global));
  after(() => settings().update('timeout', undefined, vscode.ConfigurationTarget.Global));

  it('is ended, and the next one runs', async () => {
    const slow = await open(SLOW);
    await check();
    assert.match(await hoverAt(slow, 'Affine1'), /Not checked yet/);
    await settings().update('timeout', undefined, vscode.ConfigurationTarget.Global);
    const apple = await open(APPLE);
    await check();
    assert.match(await hoverAt(apple, 'Price'), /gradient agrees/);
  });
});

describe('a network in a file system that is no disk', () => {
  const files = new Map([
    ['/nets/apple.grad.json', APPLE.replace('100', '{ "file": "data/apple.csv" }')],
    ['/nets/data/apple.csv', '100'],
  ]);
  let registration: vscode.Disposable;
  before(() => {
    registration = vscode.workspace.registerFileSystemProvider('memory', readOnly(files), { isReadonly: true });
  });
  after(() => void registration.dispose());

  it('is checked with the files beside it', async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('memory:/nets/apple.grad.json'));
    await vscode.window.showTextDocument(document);
    await check();
    assert.deepEqual(problems(document), []);
    assert.match(await hoverAt(document, 'apple"'), /\| 2\.2 \| 2\.2 \|/);
  });
});

function readOnly(files: ReadonlyMap<string, string>): vscode.FileSystemProvider {
  const bytes = ({ path }: vscode.Uri): Uint8Array => {
    const text = files.get(path);
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(path);
    return new TextEncoder().encode(text);
  };
  const refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  return {
    onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: (uri) => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes(uri).length }),
    readDirectory: () => [],
    readFile: bytes,
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}
