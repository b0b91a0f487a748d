// The latest result of every open network, and whether its text has changed since.

import * as vscode from 'vscode';
import type { SessionResult } from '../protocol/messages';

export interface Outcome {
  readonly result: SessionResult;
  /** True once the text is no longer the one that was checked. */
  readonly stale: boolean;
}

export class Results implements vscode.Disposable {
  private readonly kept = new Map<string, { readonly result: SessionResult; readonly version: number }>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** A result came, went or became stale. */
  readonly onDidChange = this.changed.event;
  private readonly subscriptions = [
    this.changed,
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (this.kept.delete(uri.toString())) this.changed.fire(uri);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document: { uri }, contentChanges }) => {
      if (contentChanges.length > 0 && this.kept.has(uri.toString())) this.changed.fire(uri);
    }),
  ];

  /** `version` is that of the text that was checked. */
  set({ uri }: vscode.TextDocument, result: SessionResult, version: number): void {
    this.kept.set(uri.toString(), { result, version });
    this.changed.fire(uri);
  }

  of({ uri, version }: vscode.TextDocument): Outcome | undefined {
    const kept = this.kept.get(uri.toString());
    return kept && { result: kept.result, stale: kept.version !== version };
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
