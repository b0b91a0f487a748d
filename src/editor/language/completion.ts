// Completions that the schema cannot know: names of this network, files beside it, and whole layers to fill in.

import * as vscode from 'vscode';
import { proposalsAt, type Proposal, type ProposalKind } from '../../network/language/complete';
import { besideNetwork } from '../network-file';
import { JSON_NETWORK, namesIn, rangeIn } from './names';

const TRIGGERS = ['"', '/', '.', ' '];

export function completion(): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    JSON_NETWORK,
    { provideCompletionItems: itemsAt },
    ...TRIGGERS,
  );
}

async function itemsAt(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
  const { at, items, folder } = proposalsAt(document.getText(), document.offsetAt(position), namesIn(document));
  const range = rangeIn(document, at);
  if (folder !== undefined) return filesIn(document, folder, range);
  return items.map((proposal, order) => itemOf(proposal, order, range));
}

function itemOf(
  { label, kind, text, snippet, detail }: Proposal,
  order: number,
  range: vscode.Range,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem({ label, ...(detail && { description: detail }) }, kindOf(kind));
  item.insertText = snippet ? new vscode.SnippetString(text) : text;
  // What is in the text stands in quotes, and is compared with them.
  item.filterText = snippet ? label : text;
  item.sortText = String(order).padStart(4, '0');
  item.range = range;
  return item;
}

function kindOf(kind: ProposalKind): vscode.CompletionItemKind {
  const { CompletionItemKind } = vscode;
  switch (kind) {
    case 'input':
    case 'tensor':
      return CompletionItemKind.Variable;
    case 'param':
      return CompletionItemKind.Constant;
    case 'layer':
    case 'function':
      return CompletionItemKind.Function;
    case 'type':
      return CompletionItemKind.Class;
    case 'attribute':
      return CompletionItemKind.Property;
    case 'pattern':
      return CompletionItemKind.Operator;
    case 'snippet':
      return CompletionItemKind.Snippet;
  }
}

const DATA = /\.(?:npy|npz|csv|idx|json|gz)$|-ubyte$/;

/** Folders and files of data. A folder is gone into: what is in it is proposed next. */
async function filesIn(
  document: vscode.TextDocument,
  folder: string,
  range: vscode.Range,
): Promise<vscode.CompletionItem[]> {
  const { File, Folder } = vscode.CompletionItemKind;
  return (await entriesOf(besideNetwork(document.uri, folder))).flatMap(([name, type]) => {
    const isFolder = (type & vscode.FileType.Directory) !== 0;
    if (name.startsWith('.') || (!isFolder && (!DATA.test(name) || name.endsWith('.grad.json')))) return [];
    const path = `${folder}${name}${isFolder ? '/' : ''}`;
    const item = new vscode.CompletionItem(path, isFolder ? Folder : File);
    item.insertText = JSON.stringify(path);
    item.filterText = item.insertText;
    item.range = range;
    return item;
  });
}

/** None where there is no such folder yet: its name is half-written. */
async function entriesOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
}
