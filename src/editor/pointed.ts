// The name that is pointed at, as the text alone has it.

import * as vscode from 'vscode';
import { nameInJson, nameInProgram } from './names';
import { isProgram } from './network-file';

export interface Pointed {
  readonly name: string;
  readonly range: vscode.Range;
}

export function pointedIn(document: vscode.TextDocument, position: vscode.Position): Pointed | undefined {
  const find = isProgram(document.uri) ? nameInProgram : nameInJson;
  const named = find(document.getText(), document.offsetAt(position));
  if (!named) return undefined;
  const { name, from, to } = named;
  return { name, range: new vscode.Range(document.positionAt(from), document.positionAt(to)) };
}
