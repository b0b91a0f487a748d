// The Problems of the last check of every open network. They go when its text changes: only true ones are shown.

import * as vscode from 'vscode';
import { causeLink } from './causes';
import { isNetwork } from './network-file';
import { rangeOf } from './range';
import type { Feature } from './services';
import { problemsOf, type Problem } from './text/problems';

export const SOURCE = 'Gradient';

const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export const diagnostics: Feature = ({ results }) => {
  const collection = vscode.languages.createDiagnosticCollection('gradient');
  const show = (uri: vscode.Uri): void => {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const outcome = document && isNetwork(document) ? results.of(document) : undefined;
    if (!outcome || outcome.stale) collection.delete(uri);
    else
      collection.set(
        uri,
        problemsOf(outcome.result).map((problem) => diagnosticOf(problem, uri)),
      );
  };
  return vscode.Disposable.from(collection, results.onDidChange(show));
};

function diagnosticOf({ severity, code, message, span, related = [] }: Problem, uri: vscode.Uri) {
  const diagnostic = new vscode.Diagnostic(rangeOf(span), message, SEVERITIES[severity]);
  diagnostic.source = SOURCE;
  diagnostic.code = { value: code, target: causeLink(code) };
  diagnostic.relatedInformation = related.map(
    ({ message, span }) => new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, rangeOf(span)), message),
  );
  return diagnostic;
}
