// Layers and networks to fill in, in networks that are programs, and there alone: at the beginning of a line.

import * as vscode from 'vscode';
import { PROGRAM_SNIPPETS } from '../../network/language/program-snippets';
import { SUFFIXES } from '../network-file';

const BEGINNING = /^\w*$/;

export function programSnippets(): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    { pattern: `**/*${SUFFIXES.typescript}` },
    {
      provideCompletionItems: (document, position) =>
        BEGINNING.test(document.lineAt(position).text.slice(0, position.character)) ? PROGRAM_SNIPPETS.map(itemOf) : [],
    },
  );
}

function itemOf({ label, detail, text }: (typeof PROGRAM_SNIPPETS)[number]): vscode.CompletionItem {
  const item = new vscode.CompletionItem({ label, description: detail }, vscode.CompletionItemKind.Snippet);
  item.insertText = new vscode.SnippetString(text);
  return item;
}
