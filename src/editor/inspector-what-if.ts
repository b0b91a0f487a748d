// What if: numbers that a person puts in the place of the file's own, in a graph panel. What they come to is shown in that
// panel alone; the file, its problems and its tests know nothing of them.

import * as vscode from 'vscode';
import type {
  CheckId,
  CheckResult,
  Override,
  PanelMessage,
  SessionResult,
  WhatIfAnswer,
  WriteBackAnswer,
  WriteBackRequest,
} from '../protocol/messages';
import { Cancelled } from '../session/types';
import { sentenceOf } from '../session/what-if/sentences';
import { rangeOf } from './range';
import { sayWhatBroke, whatBroke } from './run-check';
import type { Services } from './services';

/** Of one panel. */
export class InspectorWhatIf {
  private overrides: readonly Override[] = [];
  /** What is shown: the numbers that were taken last, and the check that they came to. */
  private shown: { readonly overrides: readonly Override[]; readonly id: CheckId } | null = null;
  /** The check of the file that the numbers were put on top of last. */
  private onTopOf: number | null = null;
  private underway: { cancel(): void } | null = null;

  constructor(
    private readonly services: Services,
    private readonly post: (message: PanelMessage) => void,
    private readonly showFile: () => void,
  ) {}

  /** The check that the panel shows in the place of the file's own. */
  get about(): CheckId | null {
    return this.shown?.id ?? null;
  }

  /** Whether hypothetical numbers are to be shown in the place of this result of the file. */
  covers(result: SessionResult): boolean {
    return this.overrides.length > 0 && result.ok;
  }

  /** The page has been loaded: it knows what it showed. */
  restore(overrides: readonly Override[]): void {
    this.overrides = overrides;
    this.shown = null;
    this.onTopOf = null;
  }

  async set(document: vscode.TextDocument, overrides: readonly Override[]): Promise<WhatIfAnswer> {
    this.overrides = overrides;
    if (overrides.length > 0) return this.apply(document);
    this.clear();
    this.showFile();
    return { kind: 'shown' };
  }

  /** A text that was checked anew gets the same numbers again. */
  async follow(document: vscode.TextDocument): Promise<void> {
    if (this.overrides.length === 0) return;
    const { results, checks } = this.services;
    const outcome = results.of(document);
    if (!outcome?.result.ok || outcome.stale || checks.of(document) || outcome.check === this.onTopOf) return;
    const answer = await this.apply(document);
    if (answer.kind !== 'refused') return;
    this.clear();
    this.showFile();
    this.post({ type: 'whatIfOver', message: answer.message });
  }

  /** One edit, which is undone in one step. The file is checked with it at once. */
  async writeBack(
    document: vscode.TextDocument,
    { overrides, whole }: Pick<WriteBackRequest, 'overrides' | 'whole'>,
  ): Promise<WriteBackAnswer> {
    const { version } = document;
    const answer = await this.services.checks.writeBack(document, overrides, whole);
    if (!answer || document.version !== version)
      return { kind: 'refused', message: vscode.l10n.t('The text has changed meanwhile. Try again.') };
    if (answer.kind === 'whole') return { kind: 'whole', message: sentenceOf(answer) };
    if (answer.kind !== 'edits') return { kind: 'refused', message: sentenceOf(answer) };
    const edit = new vscode.WorkspaceEdit();
    for (const { span, newText } of answer.edits) edit.replace(document.uri, rangeOf(span), newText);
    if (!(await vscode.workspace.applyEdit(edit)))
      return { kind: 'refused', message: vscode.l10n.t('The editor did not take the edit.') };
    this.clear();
    void this.checkFile(document);
    return { kind: 'written' };
  }

  private async checkFile(document: vscode.TextDocument): Promise<void> {
    try {
      await this.services.checks.run(document);
    } catch (error) {
      if (!(error instanceof Cancelled)) void sayWhatBroke(error as Error, this.services.log);
    }
  }

  /** The numbers are the file's own from here on, or given up. What is shown stays until there is something else. */
  clear(): void {
    this.underway?.cancel();
    this.restore([]);
  }

  private async apply(document: vscode.TextDocument): Promise<WhatIfAnswer> {
    const overrides = this.overrides;
    const isLatest = (): boolean => this.overrides === overrides;
    const file = this.services.results.of(document)?.result;
    const show = (result: SessionResult): void => {
      if (!result.ok || !file?.ok || !isLatest()) return;
      this.shown = { overrides, id: hypothetical!.id };
      this.post({ type: 'result', result: withFormulas(result, file), stale: this.isStale(document) });
    };
    const hypothetical = this.services.checks.whatIf(document, overrides, show);
    if (!hypothetical) return { kind: 'waiting' };
    this.underway = hypothetical;
    this.onTopOf = hypothetical.of;
    try {
      const result = await hypothetical.result;
      if (!isLatest()) return { kind: 'superseded' };
      if (!result.ok) return this.refuse(result.report.errors[0].message);
      show(result);
      return { kind: 'shown' };
    } catch (error) {
      if (!isLatest()) return { kind: 'superseded' };
      if (!(error instanceof Cancelled)) return this.refuse(this.broken(error as Error));
      // By a check of the file, whatever becomes of that.
      this.onTopOf = null;
      return { kind: 'waiting' };
    }
  }

  /** What was shown before is what holds. */
  private refuse(message: string): WhatIfAnswer {
    this.overrides = this.shown?.overrides ?? [];
    return { kind: 'refused', message };
  }

  private broken(error: Error): string {
    this.services.log.error(error);
    return whatBroke(error);
  }

  private isStale(document: vscode.TextDocument): boolean {
    return this.services.results.of(document)?.stale ?? true;
  }
}

/** Formulas are of the text, whatever its numbers. */
function withFormulas(result: { readonly ok: true } & CheckResult, { view }: CheckResult): SessionResult {
  return { ...result, view: { ...result.view, formulas: view.formulas } };
}
