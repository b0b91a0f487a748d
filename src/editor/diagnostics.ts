// The Problems of the last check of every open network. They go when its text changes: only true ones are shown. Where the
// check follows typing they stay for a moment, because those that take their place are on the way.

import * as vscode from 'vscode';
import { causeLink } from './causes';
import { checkFollowsTyping } from './live-check';
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

/** So long problems outlive their text, so that they do not flicker with every letter. */
const GRACE_MS = 500;

export const diagnostics: Feature = ({ results }) => {
  const collection = vscode.languages.createDiagnosticCollection('gradient');
  /** By network: the timers after which problems of an older text go. */
  const going = new Map<string, unknown>();
  const keep = (uri: vscode.Uri): void => {
    clearTimeout(going.get(uri.toString()));
    going.delete(uri.toString());
  };
  const show = (uri: vscode.Uri): void => {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const outcome = document && isNetwork(document) ? results.of(document) : undefined;
    if (outcome?.stale && checkFollowsTyping()) return goSoon(uri);
    keep(uri);
    if (!outcome || outcome.stale) collection.delete(uri);
    else
      collection.set(
        uri,
        problemsOf(outcome.result).map((problem) => diagnosticOf(problem, uri)),
      );
  };
  const goSoon = (uri: vscode.Uri): void => {
    if (going.has(uri.toString())) return;
    const go = (): void => {
      keep(uri);
      collection.delete(uri);
    };
    going.set(uri.toString(), setTimeout(go, GRACE_MS));
  };
  return vscode.Disposable.from(collection, results.onDidChange(show), {
    dispose: () => going.forEach(clearTimeout),
  });
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
