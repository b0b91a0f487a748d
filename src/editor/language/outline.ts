// A network's inputs, params, layer types and layers for the outline, the breadcrumbs and "Go to Symbol".

import * as vscode from 'vscode';
import type { Stretch } from '../../network/language/tree';
import { JSON_NETWORK, namesIn, rangeIn } from './names';

export function outline(): vscode.Disposable {
  return vscode.languages.registerDocumentSymbolProvider(
    JSON_NETWORK,
    { provideDocumentSymbols: symbolsOf },
    { label: vscode.l10n.t('Network') },
  );
}

function symbolsOf(document: vscode.TextDocument): vscode.DocumentSymbol[] {
  const { sources, types, layers } = namesIn(document);
  const { SymbolKind } = vscode;
  const symbol = (
    { name, at, whole }: { name: string; at: Stretch; whole: Stretch },
    kind: vscode.SymbolKind,
    detail: string,
  ): vscode.DocumentSymbol =>
    new vscode.DocumentSymbol(name, detail, kind, rangeIn(document, whole), rangeIn(document, at));
  return [
    ...sources.map((source) =>
      source.kind === 'input'
        ? symbol(source, SymbolKind.Variable, vscode.l10n.t('input'))
        : symbol(source, SymbolKind.Constant, vscode.l10n.t('param')),
    ),
    ...types.map((type) => symbol(type, SymbolKind.Class, vscode.l10n.t('layer type'))),
    ...layers.map((layer) => symbol(layer, SymbolKind.Function, layer.type)),
  ].filter(({ name }) => name !== '');
}
