// Files that a person saves beside a network.

import * as vscode from 'vscode';
import { baseName, besideNetwork } from './network-file';

/** Where to, under the network's name with another suffix unless the person wants it otherwise. Undefined: not at all. */
export function chooseFile(
  network: vscode.Uri,
  suffix: string,
  options: Pick<vscode.SaveDialogOptions, 'title' | 'filters'>,
): Thenable<vscode.Uri | undefined> {
  const name = baseName(network).replace(/\.grad\.(json|ts)$/, suffix);
  return vscode.window.showSaveDialog({
    ...options,
    ...(hasPlace(network) && { defaultUri: besideNetwork(network, name) }),
  });
}

/** An unsaved network has one only in a folder. */
function hasPlace({ scheme }: vscode.Uri): boolean {
  return scheme !== 'untitled' || vscode.workspace.workspaceFolders !== undefined;
}

/** A page by the browser that the person has: the editor would show its text. */
export async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  if ((await vscode.window.showInformationMessage(vscode.l10n.t('Wrote {0}.', baseName(file)), open)) !== open) return;
  if (file.path.endsWith('.html')) await vscode.env.openExternal(file);
  else await vscode.commands.executeCommand('vscode.open', file);
}
