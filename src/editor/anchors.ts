// Where the layers of the last result stand by now: their places move with the text while it is typed into.

import * as vscode from 'vscode';
import type { CheckResult } from '../protocol/messages';
import { mentionsOf } from '../network/language/name-table';
import { namesIn } from './language/names';
import { isNetwork, isProgram } from './network-file';
import { rangeOf } from './range';
import type { Results } from './results';

/** Offsets in the text. */
interface Anchor {
  /** Of the layer's text. */
  start: number;
  /** Behind its name, in a program behind the call that makes it. */
  end: number;
}

/** The last result of a network that could be read. */
export interface Anchored {
  readonly result: CheckResult;
  /** By layer; those whose text has gone are not among them. */
  readonly anchors: ReadonlyMap<string, Readonly<Anchor>>;
}

export class Anchors implements vscode.Disposable {
  private readonly kept = new Map<string, { readonly result: CheckResult; readonly anchors: Map<string, Anchor> }>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly results: Results) {
    this.subscriptions = vscode.Disposable.from(
      results.onDidChange((uri) => this.take(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document: { uri }, contentChanges }) => {
        for (const change of contentChanges) this.move(uri, change);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.kept.delete(uri.toString())),
    );
  }

  of({ uri }: vscode.TextDocument): Anchored | undefined {
    return this.kept.get(uri.toString());
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private take(uri: vscode.Uri): void {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const outcome = document && isNetwork(document) ? this.results.of(document) : undefined;
    if (!document || !outcome?.result.ok || outcome.stale) return;
    if (this.kept.get(uri.toString())?.result === outcome.result) return;
    this.kept.set(uri.toString(), { result: outcome.result, anchors: anchorsOf(document, outcome.result) });
  }

  private move(uri: vscode.Uri, { rangeOffset, rangeLength, text }: vscode.TextDocumentContentChangeEvent): void {
    const anchors = this.kept.get(uri.toString())?.anchors;
    const end = rangeOffset + rangeLength;
    const moved = (offset: number): number => (offset < end ? offset : offset + text.length - rangeLength);
    for (const [layer, anchor] of anchors ?? []) {
      if (rangeOffset <= anchor.start && end >= anchor.end && rangeLength > 0) anchors!.delete(layer);
      else Object.assign(anchor, { start: moved(anchor.start), end: moved(anchor.end) });
    }
  }
}

function anchorsOf(document: vscode.TextDocument, { layerSpans }: CheckResult): Map<string, Anchor> {
  const names = isProgram(document.uri) ? null : namesIn(document);
  const anchors = new Map<string, Anchor>();
  for (const [layer, span] of Object.entries(layerSpans)) {
    const range = rangeOf(span);
    const definition = names && mentionsOf(names, layer).find(({ kind }) => kind === 'definition');
    const start = document.offsetAt(range.start);
    // Behind the closing quote.
    anchors.set(layer, { start, end: definition ? definition.to + 1 : document.offsetAt(range.end) });
  }
  return anchors;
}
