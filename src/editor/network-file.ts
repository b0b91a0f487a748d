// Which documents are networks, what they are called, and the files beside them.

import * as vscode from 'vscode';

/** By format: how the names of its files end. */
export const SUFFIXES = { json: '.grad.json', typescript: '.grad.ts' } as const;

export const NETWORK_PATTERN = '**/*.grad.{json,ts}';
export const NETWORK_SELECTOR: vscode.DocumentSelector = { pattern: NETWORK_PATTERN };

export function isNetwork({ uri }: vscode.TextDocument): boolean {
  return uri.path.endsWith(SUFFIXES.json) || isProgram(uri);
}

/** Whether checking it runs a person's code. */
export function isProgram({ path }: vscode.Uri): boolean {
  return path.endsWith(SUFFIXES.typescript);
}

/** The network in the active editor; where no text is active but a panel beside it, the network that is seen. */
export function activeNetwork(): vscode.TextDocument | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const candidates = activeTextEditor ? [activeTextEditor] : visibleTextEditors;
  return candidates.map(({ document }) => document).find(isNetwork);
}

/** As the report names it. */
export function fileLabel(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri, false);
}

export function baseName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** A file by its path relative to a network, in whatever file system that is. An unsaved network is in the first folder. */
export function besideNetwork(network: vscode.Uri, path: string): vscode.Uri {
  const folder = network.scheme === 'untitled' ? firstFolder() : vscode.Uri.joinPath(network, '..');
  return vscode.Uri.joinPath(folder, path);
}

/** As it is in the editor, where it was changed there and not saved yet. */
export async function readCurrent(file: vscode.Uri): Promise<Uint8Array> {
  const changed = vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.toString() === file.toString(),
  );
  return changed ? new TextEncoder().encode(changed.getText()) : vscode.workspace.fs.readFile(file);
}

function firstFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error(vscode.l10n.t('save the network first: files are looked for beside it'));
  return folder.uri;
}
