// Writes a file whole or not at all, in whatever file system it is.

import * as vscode from 'vscode';

/** What stood there before stays until the whole text has been written. */
export async function writeWhole(file: vscode.Uri, text: string): Promise<void> {
  const draft = file.with({ path: `${file.path}.${Date.now()}.tmp` });
  try {
    await vscode.workspace.fs.writeFile(draft, new TextEncoder().encode(text));
    await vscode.workspace.fs.rename(draft, file, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(draft).then(undefined, () => undefined);
    throw error;
  }
}
