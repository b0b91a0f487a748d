// "Gradient: New Network": writes a commented first network into the folder and opens it.

import * as vscode from 'vscode';
import { firstNetwork } from '../session/first-network';
import { COMMANDS } from './ids';
import { NETWORK_SUFFIX } from './network-file';
import type { Feature } from './services';

const NAME = /^[A-Za-z_][\w-]*$/;

export const newNetwork: Feature = () =>
  vscode.commands.registerCommand(COMMANDS.newNetwork, async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = await askName(folder);
    if (name === undefined) return;
    const document = folder
      ? await writeTo(fileOf(folder, name), firstNetwork(name))
      : await unsaved(firstNetwork(name), name);
    await vscode.window.showTextDocument(document);
  });

function fileOf(folder: vscode.Uri, name: string): vscode.Uri {
  return vscode.Uri.joinPath(folder, name + NETWORK_SUFFIX);
}

function askName(folder: vscode.Uri | undefined): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('New Network'),
    prompt: vscode.l10n.t('Name of the network; its file will be NAME{0}', NETWORK_SUFFIX),
    value: 'first',
    validateInput: async (name) => {
      if (!NAME.test(name)) return vscode.l10n.t('A name is a letter, followed by letters, digits, _ or -.');
      if (folder && (await exists(fileOf(folder, name))))
        return vscode.l10n.t('{0} exists already.', name + NETWORK_SUFFIX);
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
async function unsaved(text: string, name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(
    vscode.Uri.from({ scheme: 'untitled', path: name + NETWORK_SUFFIX }),
  );
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  return document;
}
