// Files of data that a network names, a click away.

import * as vscode from 'vscode';
import { filesOf } from '../../network/language/files';
import { besideNetwork } from '../network-file';
import { JSON_NETWORK, rangeIn } from './names';

export function links(): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(JSON_NETWORK, {
    provideDocumentLinks: (document) =>
      filesOf(document.getText()).map(({ path, at }) => {
        const link = new vscode.DocumentLink(rangeIn(document, at), besideNetwork(document.uri, path));
        link.tooltip = vscode.l10n.t('Open {0}', path);
        return link;
      }),
  });
}
