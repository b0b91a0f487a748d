// The latest result of every open network, and whether its text, or a file that it was made of, has changed since.

import * as vscode from 'vscode';
import type { SessionResult } from '../protocol/messages';

export interface Outcome {
  readonly result: SessionResult;
  /** True once the text, or a file beside it, is no longer the one that was checked. */
  readonly stale: boolean;
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
}

interface Kept extends Ended {
  besideChanged: boolean;
}

export class Results implements vscode.Disposable {
  private readonly kept = new Map<string, Kept>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** A result came, went or became stale. */
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
  ];

  set({ uri }: vscode.TextDocument, ended: Ended): void {
    this.kept.set(uri.toString(), { ...ended, besideChanged: false });
    this.changed.fire(uri);
  }

  of({ uri, version }: vscode.TextDocument): Outcome | undefined {
    const kept = this.kept.get(uri.toString());
    if (!kept) return undefined;
    const { result, check, besideChanged } = kept;
    return { result, check, stale: kept.version !== version || besideChanged };
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
