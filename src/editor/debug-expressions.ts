// What a hover evaluates while a network is debugged: the name under the pointer, as the network has it.

import * as vscode from 'vscode';
import { isProgram } from './network-file';
import { nameInJson, nameInProgram } from './names';

/** A word of a layer's expressions, which the debugger knows inside of that layer. */
const WORD = /[A-Za-z_]\w*/;

export function expressionAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.EvaluatableExpression | undefined {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const program = isProgram(document.uri);
  const named = program ? nameInProgram(text, offset) : nameInJson(text, offset);
  if (named) {
    const range = new vscode.Range(document.positionAt(named.from), document.positionAt(named.to));
    return new vscode.EvaluatableExpression(range, named.name);
  }
  // In a program a word is a variable of its own.
  const word = program ? undefined : document.getWordRangeAtPosition(position, WORD);
  return word && new vscode.EvaluatableExpression(word);
}
