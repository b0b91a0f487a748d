// The check follows typing: each network that is seen is checked again when its text, or a file that it reads, has
// changed and the typing pauses.

import * as vscode from 'vscode';
import { Cancelled } from '../session/types';
import { TimedOut } from '../supervisor/errors';
import { SETTINGS } from './ids';
import { isNetwork, isProgram } from './network-file';
import { sayWhatBroke } from './run-check';
import type { Feature, Services } from './services';

/** A network that takes long to check waits for a longer pause, of a part of the time that its last check took. */
const SHORTEST_PAUSE_MS = 40;
const LONGEST_PAUSE_MS = 250;
const PAUSE_SHARE = 0.1;

/** Documents of an editor that compares, which nobody types into. */
const SNAPSHOTS: ReadonlySet<string> = new Set(['git']);

type When = 'onType' | 'onSave' | 'manual';

export const liveCheck: Feature = (services) => {
  const live = new LiveCheck(services);
  const whenIs = (when: When): boolean => whenToCheck() === when;
  const seeAll = (): void => {
    live.forgetUnseen();
    if (whenIs('onType')) for (const document of seenNetworks()) live.seen(document);
  };
  const changed = ({ document: { uri }, contentChanges }: vscode.TextDocumentChangeEvent): void => {
    if (contentChanges.length > 0 && whenIs('onType')) for (const document of readersOf(uri)) live.soon(document);
  };
  const readersOf = (file: vscode.Uri): vscode.TextDocument[] =>
    seenNetworks().filter(
      (document) => document.uri.toString() === file.toString() || services.results.hasRead(document, file),
    );
  seeAll();
  return vscode.Disposable.from(
    live,
    vscode.window.onDidChangeVisibleTextEditors(seeAll),
    vscode.workspace.onDidGrantWorkspaceTrust(seeAll),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(`${SETTINGS.section}.${SETTINGS.when}`)) return;
      live.stopAll();
      seeAll();
    }),
    vscode.workspace.onDidChangeTextDocument(changed),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (whenIs('onSave')) for (const document of readersOf(uri)) live.now(document);
    }),
    // A file that it reads changed while it was checked.
    services.results.onDidChange((uri) => {
      const document = seenNetworks().find((seen) => seen.uri.toString() === uri.toString());
      if (document && whenIs('onType') && services.results.of(document)?.stale) live.soon(document);
    }),
  );
};

class LiveCheck implements vscode.Disposable {
  /** By network: ends what waits or runs. */
  private readonly stops = new Map<string, () => void>();
  /** Networks of which the person was told that their check takes too long. */
  private readonly tooLong = new Set<string>();

  constructor(private readonly services: Services) {}

  /** It has come into view. */
  seen(document: vscode.TextDocument): void {
    if (this.stops.has(document.uri.toString()) || this.services.checks.of(document)) return;
    this.now(document);
  }

  /** When typing has paused. What runs on what was before is ended at once. */
  soon(document: vscode.TextDocument): void {
    this.stop(document.uri);
    const before = this.services.checks.of(document)?.check;
    const timer = setTimeout(() => {
      const running = this.services.checks.of(document)?.check;
      // One that was asked for meanwhile goes on.
      if (running === before || running === undefined) this.now(document);
    }, this.pauseFor(document));
    this.stops.set(document.uri.toString(), () => clearTimeout(timer));
  }

  now(document: vscode.TextDocument): void {
    this.stop(document.uri);
    if (this.canBeChecked(document)) void this.run(document);
  }

  forgetUnseen(): void {
    const seen = new Set(seenNetworks().map(({ uri }) => uri.toString()));
    for (const uri of this.stops.keys()) if (!seen.has(uri)) this.stop(vscode.Uri.parse(uri, true));
  }

  stopAll(): void {
    for (const uri of this.stops.keys()) this.stop(vscode.Uri.parse(uri, true));
  }

  dispose(): void {
    this.stopAll();
  }

  private async run(document: vscode.TextDocument): Promise<void> {
    const { checks, log } = this.services;
    const key = document.uri.toString();
    const cancellation = new vscode.CancellationTokenSource();
    const stop = (): void => cancellation.cancel();
    this.stops.set(key, stop);
    try {
      await checks.run(document, cancellation.token);
    } catch (error) {
      // All else is in the log: who did not ask for a check is not stopped in their typing.
      if (error instanceof Cancelled || !(error instanceof TimedOut) || this.tooLong.has(key)) return;
      this.tooLong.add(key);
      void sayWhatBroke(error, log);
    } finally {
      cancellation.dispose();
      if (this.stops.get(key) === stop) this.stops.delete(key);
    }
  }

  private stop(uri: vscode.Uri): void {
    this.stops.get(uri.toString())?.();
    this.stops.delete(uri.toString());
  }

  private canBeChecked(document: vscode.TextDocument): boolean {
    if (document.isClosed || (isProgram(document.uri) && !vscode.workspace.isTrusted)) return false;
    return this.services.results.of(document)?.stale !== false;
  }

  private pauseFor(document: vscode.TextDocument): number {
    const report = this.services.results.of(document)?.result.report;
    const last = report && report.status !== 'error' ? report.elapsedMs : 0;
    return Math.min(Math.max(PAUSE_SHARE * last, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
  }
}

function seenNetworks(): vscode.TextDocument[] {
  const seen = vscode.window.visibleTextEditors.map(({ document }) => document);
  return [...new Set(seen)].filter((document) => isNetwork(document) && !SNAPSHOTS.has(document.uri.scheme));
}

export function checkFollowsTyping(): boolean {
  return whenToCheck() === 'onType';
}

function whenToCheck(): When {
  return vscode.workspace.getConfiguration(SETTINGS.section).get<When>(SETTINGS.when)!;
}
