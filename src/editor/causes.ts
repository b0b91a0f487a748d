// The page of causes, which ships with the extension: a click on a problem's code opens it at that cause.

import * as vscode from 'vscode';
import { INTERNAL_COMMANDS } from './ids';
import type { Feature } from './services';

export const causes: Feature = ({ extensionUri }) =>
  vscode.commands.registerCommand(INTERNAL_COMMANDS.explainCause, (code: string) =>
    vscode.commands.executeCommand(
      'markdown.showPreviewToSide',
      vscode.Uri.joinPath(extensionUri, 'docs', 'causes.md').with({ fragment: code }),
    ),
  );

export function causeLink(code: string): vscode.Uri {
  const query = encodeURIComponent(JSON.stringify([code]));
  return vscode.Uri.parse(`command:${INTERNAL_COMMANDS.explainCause}?${query}`);
}
