// The latest result of every open network, and whether its text, or a file that it was made of, has changed since.

import * as vscode from 'vscode';
import type { SessionResult } from '../protocol/messages';

export interface Outcome {
  readonly result: SessionResult;
  /** True once the text, or a file beside it, is no longer the one that was checked. */
  readonly stale: boolean;
  /** True where it is of text that is not saved yet, the network's own or that of a file beside it. */
  readonly unsaved: boolean;
  /** Under this number its worker keeps the numbers. */
  readonly check: number;
}

/** A check that has ended. */
export interface Ended {
  readonly result: SessionResult;
  readonly check: number;
  /** Of the text that was checked. */
  readonly version: number;
  /** The files that the network read. */
  readonly beside: ReadonlySet<string>;
  /** One of them has changed since. */
  readonly besideChanged: boolean;
}

type Kept = { -readonly [K in keyof Ended]: Ended[K] };

export class Results implements vscode.Disposable {
  private readonly kept = new Map<string, Kept>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** A result came, went or became stale, or its text was saved. */
  readonly onDidChange = this.changed.event;
  private readonly subscriptions = [
    this.changed,
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (this.kept.delete(uri.toString())) this.changed.fire(uri);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document: { uri }, contentChanges }) => {
      if (contentChanges.length === 0) return;
      const changed = uri.toString();
      if (this.kept.has(changed)) this.changed.fire(uri);
      for (const [network, kept] of this.kept) {
        if (!kept.beside.has(changed) || kept.besideChanged) continue;
        kept.besideChanged = true;
        this.changed.fire(vscode.Uri.parse(network, true));
      }
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      for (const [network, { beside }] of this.kept) {
        if (network === uri.toString() || beside.has(uri.toString()))
          this.changed.fire(vscode.Uri.parse(network, true));
      }
    }),
  ];

  set({ uri }: vscode.TextDocument, ended: Ended): void {
    this.kept.set(uri.toString(), { ...ended });
    this.changed.fire(uri);
  }

  of({ uri, version, isDirty }: vscode.TextDocument): Outcome | undefined {
    const kept = this.kept.get(uri.toString());
    if (!kept) return undefined;
    const { result, check, beside, besideChanged } = kept;
    const stale = kept.version !== version || besideChanged;
    return { result, check, stale, unsaved: !stale && (isDirty || changedInEditor(beside)) };
  }

  /** Whether the network's last check read that file. */
  hasRead(network: vscode.TextDocument, file: vscode.Uri): boolean {
    return this.kept.get(network.uri.toString())?.beside.has(file.toString()) === true;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function changedInEditor(files: ReadonlySet<string>): boolean {
  return (
    files.size > 0 && vscode.workspace.textDocuments.some(({ uri, isDirty }) => isDirty && files.has(uri.toString()))
  );
}
