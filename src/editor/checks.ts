// Checks of documents: unsaved text is what runs, the result is kept, and everyone can see what is going on.

import * as vscode from 'vscode';
import type { Platform } from '../platform/platform';
import type {
  ElementAnswer,
  ElementQuery,
  LayerView,
  Progress,
  SessionResult,
  Snapshot,
  TensorAnswer,
  TensorQuery,
} from '../protocol/messages';
import { Cancelled } from '../session/types';
import { Checker, type Check } from '../supervisor/checker';
import { SETTINGS } from './ids';
import { besideNetwork, fileLabel, isProgram, readCurrent } from './network-file';
import type { Results } from './results';
import { logLine } from './text/verdict';

const SILENCE_MS = 15_000;
const OBEDIENCE_MS = 1000;
const IDLE_MS = 5 * 60_000;

/** A check under way. */
export interface Running {
  /** Null while the network is read. */
  readonly progress: Progress | null;
  /** Its number. */
  readonly check: number;
}

interface Noted extends Running {
  readonly handle: Check;
}

/** A network that is a program is not run in a folder that nobody trusts. */
export class Untrusted extends Error {
  override readonly name = 'Untrusted';
  constructor() {
    super('a network that is a program waits until the workspace is trusted');
  }
}

export class Checks implements vscode.Disposable {
  private readonly running = new Map<string, Noted>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** A check of this document started, got on or ended. */
  readonly onDidChange = this.changed.event;
  private readonly checker: Checker;
  private lastCheck = 0;
  /** By network: what a person has pinned. */
  private readonly baselines = new Map<string, Snapshot>();
  /** By network: the files that its check under way has read. */
  private readonly beside = new Map<string, Set<string>>();

  constructor(
    platform: Platform,
    private readonly results: Results,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const readFile = ({ uri, path }: { uri: string; path: string }): Promise<Uint8Array> => {
      const file = besideNetwork(vscode.Uri.parse(uri, true), path);
      this.beside.get(uri)?.add(file.toString());
      return readCurrent(file);
    };
    this.checker = new Checker(
      platform,
      { readFile },
      { seconds: timeoutSeconds, silenceMs: SILENCE_MS, obedienceMs: OBEDIENCE_MS, idleMs: IDLE_MS },
    );
  }

  of({ uri }: vscode.TextDocument): Running | undefined {
    return this.running.get(uri.toString());
  }

  /** Rejects with Untrusted, Cancelled, TimedOut or what went wrong in the worker. */
  async run(
    document: vscode.TextDocument,
    cancellation?: vscode.CancellationToken,
    follow?: (progress: Progress) => void,
  ): Promise<SessionResult> {
    const { uri, version } = document;
    if (isProgram(uri) && !vscode.workspace.isTrusted) throw new Untrusted();
    const file = fileLabel(uri);
    const beside = new Set<string>();
    this.beside.set(uri.toString(), beside);
    const check = ++this.lastCheck;
    const baseline = this.baselines.get(uri.toString());
    const request = {
      uri: uri.toString(),
      file,
      text: document.getText(),
      check,
      early: true,
      ...(baseline && { baseline }),
    };
    const handle = this.checker.check(request, (progress) => {
      this.note(uri, { check, handle, progress });
      follow?.(progress);
      // Of a text that is no longer there it is not worth a word.
      if (progress.early && document.version === version && !besideChanged) take(progress.early);
    });
    let besideChanged = false;
    const take = (result: SessionResult): void => {
      if (!document.isClosed) this.results.set(document, { result, check, version, beside, besideChanged });
    };
    const subscription = vscode.Disposable.from(
      ...(cancellation ? [cancellation.onCancellationRequested(() => handle.cancel())] : []),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && beside.has(document.uri.toString())) besideChanged = true;
      }),
    );
    this.note(uri, { check, handle, progress: null });
    try {
      const result = await handle.result;
      this.log.info(logLine(result.report));
      take(result);
      return result;
    } catch (error) {
      this.logFailure(file, error as Error);
      throw error;
    } finally {
      subscription.dispose();
      this.forget(uri, handle);
    }
  }

  /** Of the last check of the document. Null where its numbers are gone: check it again. */
  async tensor(document: vscode.TextDocument, query: TensorQuery): Promise<TensorAnswer | null> {
    const check = this.results.of(document)?.check;
    return check === undefined ? null : this.checker.ask('tensor', { uri: document.uri.toString(), check, query });
  }

  /** As of `tensor`. */
  async element(document: vscode.TextDocument, query: ElementQuery, inside?: string): Promise<ElementAnswer | null> {
    const check = this.results.of(document)?.check;
    if (check === undefined) return null;
    return this.checker.ask('element', { uri: document.uri.toString(), check, inside, query });
  }

  /** A layer's inner nodes. As of `tensor`. */
  async open(document: vscode.TextDocument, layer: string): Promise<LayerView | null> {
    const check = this.results.of(document)?.check;
    return check === undefined ? null : this.checker.ask('open', { uri: document.uri.toString(), check, layer });
  }

  /** From now on changes are told from what the last check found. False where its numbers are gone. */
  async pin(document: vscode.TextDocument): Promise<boolean> {
    const [check, uri] = [this.results.of(document)?.check, document.uri.toString()];
    const snapshot = check === undefined ? null : await this.checker.ask('snapshot', { uri, check });
    if (snapshot) this.baselines.set(uri, snapshot);
    return snapshot !== null;
  }

  /** False where nothing was pinned. */
  unpin({ uri }: vscode.TextDocument): boolean {
    return this.baselines.delete(uri.toString());
  }

  dispose(): void {
    this.checker.dispose();
    this.changed.dispose();
  }

  private note(uri: vscode.Uri, running: Noted): void {
    this.running.set(uri.toString(), running);
    this.changed.fire(uri);
  }

  /** A newer check of the same document stays noted. */
  private forget(uri: vscode.Uri, handle: Check): void {
    if (this.running.get(uri.toString())?.handle !== handle) return;
    this.running.delete(uri.toString());
    this.beside.delete(uri.toString());
    this.changed.fire(uri);
  }

  private logFailure(file: string, error: Error & { remoteStack?: string | undefined }): void {
    if (error instanceof Cancelled) this.log.info(`${file}: cancelled`);
    else this.log.error(`${file}: ${error.message}`, error.remoteStack ?? error.stack ?? '');
  }
}

function timeoutSeconds(): number {
  return vscode.workspace.getConfiguration(SETTINGS.section).get<number>(SETTINGS.timeout)!;
}
