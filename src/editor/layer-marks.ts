// What stands in the text itself: lines above networks and layers, hints beside layers. Both stay where they are while the
// text is typed into, and change when a check has ended.

import * as vscode from 'vscode';
import { Anchors } from './anchors';
import { lensesOf } from './code-lens';
import { SETTINGS } from './ids';
import { hintsOf } from './inlay-hints';
import { NETWORK_SELECTOR } from './network-file';
import type { Feature } from './services';

export const layerMarks: Feature = (services) => {
  const { results, checks } = services;
  const anchors = new Anchors(results);
  const lensesChanged = new vscode.EventEmitter<void>();
  const hintsChanged = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    anchors,
    lensesChanged,
    hintsChanged,
    // Behind the anchors, which take a new result first.
    results.onDidChange(() => {
      lensesChanged.fire();
      hintsChanged.fire();
    }),
    checks.onDidChange((uri) => {
      const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
      if (document && !results.of(document)) lensesChanged.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SETTINGS.section}.${SETTINGS.inlayHints}`)) hintsChanged.fire();
    }),
    vscode.languages.registerCodeLensProvider(NETWORK_SELECTOR, {
      onDidChangeCodeLenses: lensesChanged.event,
      provideCodeLenses: (document) => lensesOf(document, services, anchors.of(document)),
    }),
    vscode.languages.registerInlayHintsProvider(NETWORK_SELECTOR, {
      onDidChangeInlayHints: hintsChanged.event,
      provideInlayHints: (document, range) => hintsOf(document, range, anchors.of(document)),
    }),
  );
};
