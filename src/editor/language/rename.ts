// F2 on a name: another one wherever the network uses it, or why that cannot be.

import * as vscode from 'vscode';
import { renameEdits, renameable, type Refusal } from '../../network/language/rename';
import { JSON_NETWORK, namesIn, rangeIn } from './names';

export function renaming(): vscode.Disposable {
  return vscode.languages.registerRenameProvider(JSON_NETWORK, {
    prepareRename: (document, position) => {
      const found = renameable(namesIn(document), document.offsetAt(position));
      if (typeof found === 'string') throw refusal(found);
      return { range: rangeIn(document, found.at), placeholder: found.name };
    },
    provideRenameEdits: (document, position, newName) => {
      const edits = renameEdits(namesIn(document), document.offsetAt(position), newName);
      if (typeof edits === 'string') throw refusal(edits, newName);
      const change = new vscode.WorkspaceEdit();
      for (const edit of edits) change.replace(document.uri, rangeIn(document, edit), edit.text);
      return change;
    },
  });
}

function refusal(why: Refusal, name = ''): Error {
  return new Error(sentence(why, name));
}

function sentence(why: Refusal, name: string): string {
  switch (why) {
    case 'no-name':
      return vscode.l10n.t('This is not the name of an input, a param, a layer or a part of one.');
    case 'fixed':
      return vscode.l10n.t('The layer type gives this its name.');
    case 'ambiguous':
      return vscode.l10n.t('Two things have this name: give one of them another by hand.');
    case 'bad-name':
      return vscode.l10n.t('A name is a letter or _, followed by letters, digits or _.');
    case 'taken':
      return vscode.l10n.t('{0} is the name of something else.', name);
  }
}
