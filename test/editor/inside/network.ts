// Networks in the editor: opened, checked and read as the tests need them.
import assert from 'node:assert/strict';
import workerThreads from 'node:worker_threads';
import * as vscode from 'vscode';

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('gradient-debugger.gradient-debugger');
  assert.ok(found, 'the extension is not installed');
  return found;
}

let opened = 0;

/** A network that was never saved, in the active editor. */
export async function open(text: string, suffix = '.grad.json'): Promise<vscode.TextDocument> {
  const uri = vscode.Uri.from({ scheme: 'untitled', path: `network-${Date.now()}-${++opened}${suffix}` });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  await replace(document, text);
  return document;
}

/** Replaces the whole text, unsaved. */
export async function replace(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Puts a text in the place of the first one that is found, unsaved. */
export async function edit(document: vscode.TextDocument, found: string | RegExp, text: string): Promise<void> {
  const [before] = (typeof found === 'string' ? [found] : document.getText().match(found)) ?? [];
  const at = before === undefined ? -1 : document.getText().indexOf(before);
  assert.ok(before !== undefined && at >= 0, `the document does not say ${found}`);
  const change = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + before.length));
  change.replace(document.uri, range, text);
  assert.ok(await vscode.workspace.applyEdit(change));
}

/** The workers that the extension starts from now on; the editor's other parts have some too. */
export function workersFromNow(): readonly workerThreads.Worker[] {
  const started: workerThreads.Worker[] = [];
  const { Worker } = workerThreads;
  workerThreads.Worker = class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      const [script] = args;
      if (String(script).startsWith(extension().extensionPath)) started.push(this);
    }
  };
  return started;
}

/** Runs the check of the active network to its end. */
export async function check(): Promise<void> {
  await vscode.commands.executeCommand('gradient.runCheck');
}

/** Our problems of a document: `1:17 message`. */
export function problems({ uri }: vscode.TextDocument): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Gradient')
    .map(({ range: { start }, message }) => `${start.line + 1}:${start.character + 1} ${message}`);
}

/** What our hover says at the first (or given) place of a text; the JSON schema's says something else there. Hard spaces left out. */
export async function hoverAt(document: vscode.TextDocument, text: string, nth = 1): Promise<string> {
  let offset = -1;
  for (let i = 0; i < nth; i++) offset = document.getText().indexOf(text, offset + 1);
  assert.ok(offset >= 0, `the document does not say ${text}`);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(offset + 1),
  );
  const contents = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
  return contents
    .filter(({ isTrusted }) => typeof isTrusted === 'object')
    .map(({ value }) => value.replaceAll('&nbsp;', ''))
    .join('\n');
}
