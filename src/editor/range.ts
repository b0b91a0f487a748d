// Spans of the report, which count from 1, as ranges of the editor, which count from 0.

import * as vscode from 'vscode';
import type { Span } from '../protocol/messages';

export function rangeOf({ line, column, endLine, endColumn }: Span): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
