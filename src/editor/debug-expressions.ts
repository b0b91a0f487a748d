// What a hover evaluates while a network is debugged: the name under the pointer, as the network has it.

import * as vscode from 'vscode';
import { isProgram } from './network-file';
import { pointedIn } from './pointed';

/** A word of a layer's expressions, which the debugger knows inside of that layer. */
const WORD = /[A-Za-z_]\w*/;

export function expressionAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.EvaluatableExpression | undefined {
  const pointed = pointedIn(document, position);
  if (pointed) return new vscode.EvaluatableExpression(pointed.range, pointed.name);
  // In a program a word is a variable of its own.
  const word = isProgram(document.uri) ? undefined : document.getWordRangeAtPosition(position, WORD);
  return word && new vscode.EvaluatableExpression(word);
}
