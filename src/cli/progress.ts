// A progress bar on standard error, on a terminal only. It appears when work takes long enough to be waited for.

import type { WriteStream } from 'node:tty';

const APPEARS_AFTER_MS = 300;
const EVERY_MS = 100;
const CELLS = 24;
const ERASE_LINE = '\r\u001b[K';

export interface ProgressBar {
  /** `label` says what is being done. */
  show(done: number, total: number, label: string): void;
  clear(): void;
}

export function progressBar(stream: WriteStream): ProgressBar {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  let due = performance.now() + APPEARS_AFTER_MS;
  let drawn = false;
  return {
    show(done, total, label) {
      const now = performance.now();
      if (now < due) return;
      due = now + EVERY_MS;
      drawn = true;
      stream.write(ERASE_LINE + barLine(done, total, label).slice(0, stream.columns - 1));
    },
    clear() {
      if (drawn) stream.write(ERASE_LINE);
      drawn = false;
    },
  };
}

export function barLine(done: number, total: number, label: string): string {
  const part = total > 0 ? Math.min(done / total, 1) : 0;
  const full = Math.floor(part * CELLS);
  const percent = `${Math.floor(100 * part)} %`.padStart(5);
  return `${'█'.repeat(full)}${'░'.repeat(CELLS - full)} ${percent}  ${label}`;
}
