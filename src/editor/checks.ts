// Checks of documents: unsaved text is what runs, the result is kept, and everyone can see what is going on.

import * as vscode from 'vscode';
import type { Platform } from '../platform/platform';
import {
  whatIfKey,
  type CheckId,
  type ElementAnswer,
  type ElementQuery,
  type LayerView,
  type Override,
  type PathAnswer,
  type Progress,
  type SessionResult,
  type Snapshot,
  type StepErrorsAnswer,
  type TensorAnswer,
  type TensorQuery,
} from '../protocol/messages';
import { Cancelled } from '../session/types';
import type { WriteBack } from '../session/what-if/write-back';
import { Checker, type Check, type CheckerLimits } from '../supervisor/checker';
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

/** Whose numbers a question is about: those of the document's last check, or of another one that was kept. */
export type Asked = vscode.TextDocument | CheckId;

/** A check of what is not written. */
export interface Hypothetical extends Check {
  readonly id: CheckId;
  /** The check of the document as it is written. */
  readonly of: number;
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
    const told = ({ message }: { message: string }): void => this.log.warn(message);
    this.checker = new Checker(platform, { readFile, log: told }, checkerLimits());
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
  async tensor(of: Asked, query: TensorQuery, inside?: string): Promise<TensorAnswer | null> {
    const id = this.idOf(of);
    return id && this.checker.ask('tensor', { ...id, inside, query });
  }

  /** As of `tensor`. */
  async element(of: Asked, query: ElementQuery, inside?: string): Promise<ElementAnswer | null> {
    const id = this.idOf(of);
    return id && this.checker.ask('element', { ...id, inside, query });
  }

  /** As of `tensor`. */
  async stepErrors(of: Asked, query: ElementQuery, inside?: string): Promise<StepErrorsAnswer | null> {
    const id = this.idOf(of);
    return id && this.checker.ask('stepErrors', { ...id, inside, query });
  }

  /** As of `tensor`. */
  async path(of: Asked, query: ElementQuery, inside?: string): Promise<PathAnswer | null> {
    const id = this.idOf(of);
    return id && this.checker.ask('path', { ...id, inside, query });
  }

  /** A layer's inner nodes. As of `tensor`. */
  async open(of: Asked, layer: string): Promise<LayerView | null> {
    const id = this.idOf(of);
    return id && this.checker.ask('open', { ...id, layer });
  }

  /**
   * Checks what the network would be with other numbers. The results are for whoever asks, and nobody else: they are not
   * the file's. Null where the text has not been checked as it stands. It ends with the next check of the document.
   */
  whatIf(
    document: vscode.TextDocument,
    overrides: readonly Override[],
    early: (result: SessionResult) => void,
  ): Hypothetical | null {
    const [uri, outcome] = [document.uri.toString(), this.results.of(document)];
    if (!outcome || outcome.stale || this.running.has(uri)) return null;
    const check = ++this.lastCheck;
    const { result, cancel } = this.checker.check(
      {
        uri,
        file: fileLabel(document.uri),
        text: document.getText(),
        check,
        early: true,
        whatIf: { overrides, of: outcome.check },
      },
      (progress) => progress.early && early(progress.early),
    );
    return { id: { uri: whatIfKey(uri), check }, of: outcome.check, result, cancel };
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

  /** Hypothetical numbers as edits of the text as it stands. Null where the worker ended while it was at it. */
  writeBack(document: vscode.TextDocument, overrides: readonly Override[], whole: boolean): Promise<WriteBack | null> {
    const [uri, text] = [document.uri.toString(), document.getText()];
    return this.checker.ask('writeBack', { uri, file: fileLabel(document.uri), text, overrides, whole });
  }

  private idOf(of: Asked): CheckId | null {
    if ('check' in of) return of;
    const check = this.results.of(of)?.check;
    return check === undefined ? null : { uri: of.uri.toString(), check };
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

export function checkerLimits(): CheckerLimits {
  return { seconds: timeoutSeconds, silenceMs: SILENCE_MS, obedienceMs: OBEDIENCE_MS, idleMs: IDLE_MS };
}

function timeoutSeconds(): number {
  return vscode.workspace.getConfiguration(SETTINGS.section).get<number>(SETTINGS.timeout)!;
}
