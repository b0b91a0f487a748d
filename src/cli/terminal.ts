// What the command line needs of the process that it runs in.

import type { WriteStream } from 'node:tty';
import type { Progress } from '../check/problem';
import { memory } from '../platform/node/memory';
import type { Work } from '../session/types';

export interface Terminal {
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted by Ctrl-C. */
  readonly interruption: AbortSignal;
  /** Work that Ctrl-C cancels. */
  work(progress: (progress: Progress) => void): Work;
}

export function processTerminal(signal: AbortSignal): Terminal {
  const { stdout, stderr, env } = process;
  return {
    stdout,
    stderr,
    env,
    interruption: signal,
    work: (progress) => processWork(signal, progress),
  };
}

/** Work in this thread, which the signal cancels. */
export function processWork(signal: AbortSignal, progress: (progress: Progress) => void): Work {
  return {
    signal,
    progress,
    now: () => performance.now(),
    memory,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

/** Characters in a line; a pipe or a file takes lines of any length. */
export function widthOf({ isTTY, columns }: WriteStream): number {
  return isTTY && columns > 0 ? columns : Infinity;
}
