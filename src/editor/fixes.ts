// Quick fixes: an edit that the tool has itself re-checked. Once applied, the network is checked again.

import * as vscode from 'vscode';
import type { Fix } from '../protocol/messages';
import { SOURCE } from './diagnostics';
import { COMMANDS } from './ids';
import { NETWORK_SELECTOR } from './network-file';
import { rangeOf } from './range';
import type { Results } from './results';
import type { Feature } from './services';
import { problemsOf } from './text/problems';

export const fixes: Feature = ({ results }) =>
  vscode.languages.registerCodeActionsProvider(
    NETWORK_SELECTOR,
    { provideCodeActions: (document, _, context) => actionsFor(document, context, results) },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );

/** A result of another text has nothing to offer: its places are not those of this one. */
function actionsFor(
  document: vscode.TextDocument,
  { diagnostics }: vscode.CodeActionContext,
  results: Results,
): vscode.CodeAction[] {
  const outcome = results.of(document);
  if (!outcome || outcome.stale) return [];
  return problemsOf(outcome.result).flatMap(({ fix, message }) => {
    const own = diagnostics.find((diagnostic) => diagnostic.source === SOURCE && diagnostic.message === message);
    return fix && own ? [actionFor(fix, own, document)] : [];
  });
}

function actionFor(
  { title, edits }: Fix,
  diagnostic: vscode.Diagnostic,
  { uri }: vscode.TextDocument,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  action.edit = new vscode.WorkspaceEdit();
  for (const { span, newText } of edits) action.edit.replace(uri, rangeOf(span), newText);
  // Without arguments: the editor forgets those once the problem is gone, which may be before it runs the command.
  action.command = { command: COMMANDS.runCheck, title: vscode.l10n.t('Run Gradient Check') };
  return action;
}
