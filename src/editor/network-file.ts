// Which documents are networks, what they are called, and the files beside them.

import * as vscode from 'vscode';

export const NETWORK_SUFFIX = '.grad.json';

export const NETWORK_SELECTOR: vscode.DocumentSelector = { pattern: `**/*${NETWORK_SUFFIX}` };

export function isNetwork(document: vscode.TextDocument): boolean {
  return document.uri.path.endsWith(NETWORK_SUFFIX);
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
export async function readBeside(network: vscode.Uri, path: string): Promise<Uint8Array> {
  const folder = network.scheme === 'untitled' ? firstFolder() : vscode.Uri.joinPath(network, '..');
  return vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, path));
}

function firstFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error(vscode.l10n.t('save the network first: files are looked for beside it'));
  return folder.uri;
}
