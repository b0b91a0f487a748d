// "Gradient: New Network": writes a commented first network into the folder and opens it.

import * as vscode from 'vscode';
import { FIRST_NETWORK } from '../session/first-network';
import { COMMANDS } from './ids';
import { SUFFIXES, type Format } from './network-file';
import type { Feature } from './services';

const NAME = /^[A-Za-z_][\w-]*$/;

export const newNetwork: Feature = () =>
  vscode.commands.registerCommand(COMMANDS.newNetwork, async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const format = await askFormat();
    if (format === undefined) return;
    const name = await askName(folder, SUFFIXES[format]);
    if (name === undefined) return;
    const [file, text] = [name + SUFFIXES[format], FIRST_NETWORK[format](name)];
    const document = folder ? await writeTo(vscode.Uri.joinPath(folder, file), text) : await unsaved(file, text);
    await vscode.window.showTextDocument(document);
  });

async function askFormat(): Promise<Format | undefined> {
  const formats: (vscode.QuickPickItem & { readonly format: Format })[] = [
    {
      format: 'json',
      label: 'JSON',
      description: `*${SUFFIXES.json}`,
      detail: vscode.l10n.t('Built-in layers and expressions; checked in Restricted Mode too'),
    },
    {
      format: 'typescript',
      label: 'TypeScript',
      description: `*${SUFFIXES.typescript}`,
      detail: vscode.l10n.t('Layers whose forward and backward passes are written by hand'),
    },
  ];
  const chosen = await vscode.window.showQuickPick(formats, { title: vscode.l10n.t('New Network') });
  return chosen?.format;
}

function askName(folder: vscode.Uri | undefined, suffix: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('New Network'),
    prompt: vscode.l10n.t('Name of the network; its file will be NAME{0}', suffix),
    value: 'first',
    validateInput: async (name) => {
      if (!NAME.test(name)) return vscode.l10n.t('A name is a letter, followed by letters, digits, _ or -.');
      if (folder && (await exists(vscode.Uri.joinPath(folder, name + suffix))))
        return vscode.l10n.t('{0} exists already.', name + suffix);
      return undefined;
    },
  });
}

async function exists(file: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(file).then(
    () => true,
    (error: unknown) => {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
      throw error;
    },
  );
}

async function writeTo(file: vscode.Uri, text: string): Promise<vscode.TextDocument> {
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  return vscode.workspace.openTextDocument(file);
}

/** Where no folder is open: a document that knows its name but has no place yet. */
async function unsaved(file: string, text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'untitled', path: file }));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  return document;
}
