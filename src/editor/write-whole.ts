// Writes a file whole or not at all, in whatever file system it is.

import * as vscode from 'vscode';

/** What stood there before stays until all of it has been written. */
export async function writeWhole(file: vscode.Uri, content: string | Uint8Array): Promise<void> {
  const draft = file.with({ path: `${file.path}.${Date.now()}.tmp` });
  try {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    await vscode.workspace.fs.writeFile(draft, bytes);
    await vscode.workspace.fs.rename(draft, file, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(draft).then(undefined, () => undefined);
    throw error;
  }
}
