// The pages of causes and of other problems, which ship with the extension: a click on a problem's code opens the one that
// explains it, there.

import * as vscode from 'vscode';
import { PROBLEM_CODES } from '../session/problem-codes';
import { INTERNAL_COMMANDS } from './ids';
import type { Feature } from './services';

export const causes: Feature = ({ extensionUri }) =>
  vscode.commands.registerCommand(INTERNAL_COMMANDS.explainCause, (code: string) =>
    vscode.commands.executeCommand(
      'markdown.showPreviewToSide',
      vscode.Uri.joinPath(extensionUri, 'docs', pageOf(code)).with({ fragment: code }),
    ),
  );

function pageOf(code: string): string {
  return (PROBLEM_CODES as readonly string[]).includes(code) ? 'problems.md' : 'causes.md';
}

export function causeLink(code: string): vscode.Uri {
  const query = encodeURIComponent(JSON.stringify([code]));
  return vscode.Uri.parse(`command:${INTERNAL_COMMANDS.explainCause}?${query}`);
}
