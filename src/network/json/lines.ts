// Where the characters of a text stand in lines and columns.

import type { Span } from '../../engine/span';

export class Lines {
  /** The offset at which each line starts. */
  private readonly starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (const { index, 0: lineBreak } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + lineBreak.length);
    this.starts = starts;
  }

  /** The place of the characters [from, to). */
  span(from: number, to: number): Span {
    const start = this.lineAt(from);
    const end = this.lineAt(to);
    return {
      line: start + 1,
      column: from - this.starts[start] + 1,
      endLine: end + 1,
      endColumn: to - this.starts[end] + 1,
    };
  }

  /** Where a line and column, counted from 1, stand in the text. */
  offset(line: number, column: number): number {
    return this.starts[line - 1] + column - 1;
  }

  /** The last line that starts at or before an offset. */
  private lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
