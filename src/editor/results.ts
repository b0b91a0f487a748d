// The latest result of every open network, and whether its text, or a file that it was made of, has changed since.

import * as vscode from 'vscode';
import type { SessionResult } from '../protocol/messages';

export interface Outcome {
  readonly result: SessionResult;
  /** True once the text, or a file beside it, is no longer the one that was checked. */
  readonly stale: boolean;
}

interface Kept {
  readonly result: SessionResult;
  readonly version: number;
  /** The files that the network read. */
  readonly beside: ReadonlySet<string>;
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

  /** `version` is that of the text that was checked, `beside` the files that it read. */
  set({ uri }: vscode.TextDocument, result: SessionResult, version: number, beside: ReadonlySet<string>): void {
    this.kept.set(uri.toString(), { result, version, beside, besideChanged: false });
    this.changed.fire(uri);
  }

  of({ uri, version }: vscode.TextDocument): Outcome | undefined {
    const kept = this.kept.get(uri.toString());
    return kept && { result: kept.result, stale: kept.version !== version || kept.besideChanged };
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
