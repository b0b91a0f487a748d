// What a client of the adapter has said of itself: how it counts, and whether it shows progress.

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Span } from '../engine/span';
import { t } from '../session/translate';

export class Client {
  constructor(private readonly given: Partial<DebugProtocol.InitializeRequestArguments>) {}

  get showsProgress(): boolean {
    return this.given.supportsProgressReporting === true;
  }

  /** Spans count from 1. */
  place({ line, column, endLine, endColumn }: Span): Span {
    const [lines, columns] = [this.firstLine - 1, this.firstColumn - 1];
    return {
      line: line + lines,
      column: column + columns,
      endLine: endLine + lines,
      endColumn: endColumn + columns,
    };
  }

  line(line: number): number {
    return line - this.firstLine + 1;
  }

  column(column: number): number {
    return column - this.firstColumn + 1;
  }

  private get firstLine(): number {
    return this.given.linesStartAt1 === false ? 0 : 1;
  }

  private get firstColumn(): number {
    return this.given.columnsStartAt1 === false ? 0 : 1;
  }
}

/** How far the check has got, for a client that shows it. */
export class LaunchReport {
  private readonly progressId = 'check';
  private begun = false;

  constructor(
    private readonly wanted: boolean,
    private readonly event: (event: string, body: unknown) => void,
  ) {}

  tell(share: number, tensor: string): void {
    if (!this.wanted) return;
    const { progressId } = this;
    if (!this.begun) this.event('progressStart', { progressId, title: t('Checking gradients'), percentage: 0 });
    this.begun = true;
    this.event('progressUpdate', { progressId, message: tensor, percentage: Math.round(100 * share) });
  }

  end(): void {
    if (this.begun) this.event('progressEnd', { progressId: this.progressId });
  }
}
