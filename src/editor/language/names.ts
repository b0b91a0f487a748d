// The names of the open JSON networks, looked for once in each state of a text.

import * as vscode from 'vscode';
import { namesOf } from '../../network/language/names';
import type { NetworkNames } from '../../network/language/name-table';
import type { Stretch } from '../../network/language/tree';
import { SUFFIXES } from '../network-file';

export const JSON_NETWORK: vscode.DocumentSelector = { pattern: `**/*${SUFFIXES.json}` };

interface Found {
  readonly version: number;
  readonly names: NetworkNames;
}

const found = new WeakMap<vscode.TextDocument, Found>();

export function namesIn(document: vscode.TextDocument): NetworkNames {
  const { version } = document;
  const kept = found.get(document);
  if (kept?.version === version) return kept.names;
  const names = namesOf(document.getText());
  found.set(document, { version, names });
  return names;
}

export function rangeIn(document: vscode.TextDocument, { from, to }: Stretch): vscode.Range {
  return new vscode.Range(document.positionAt(from), document.positionAt(to));
}
