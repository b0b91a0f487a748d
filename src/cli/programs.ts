// Checks of networks that are programs: in a worker, which can be ended whatever they do. And the threads that help with
// checks in this one.

import type { Ask } from '../handout/record';
import { filesBeside } from '../platform/node/files';
import { nodePlatform } from '../platform/node/start-worker';
import type { CheckRequest, Progress, SessionResult } from '../protocol/messages';
import { Cancelled } from '../session/types';
import { Checker, type CheckerLimits } from '../supervisor/checker';
import { Crew } from '../worker/crew/crew';

const LIMITS: CheckerLimits = { seconds: () => Infinity, silenceMs: 15_000, obedienceMs: 1000, idleMs: 60_000 };

export class Programs {
  private readonly platform = nodePlatform(__dirname);
  /** Of checks in this thread; a program's worker has its own. */
  readonly helpers = new Crew(this.platform, tell);
  private readonly checker = new Checker(
    this.platform,
    { readFile: ({ uri, path }) => filesBeside(uri).read(path), log: ({ message }) => tell(message) },
    LIMITS,
  );

  /** Rejects with Cancelled once the signal is aborted. */
  async check(
    request: Omit<CheckRequest, 'uri'>,
    signal: AbortSignal,
    progress: (progress: Progress) => void,
  ): Promise<SessionResult> {
    if (signal.aborted) throw new Cancelled();
    const { result, cancel } = this.checker.check({ ...request, uri: request.file }, progress);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await result;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** About a check of that file that was kept under that number. */
  about(file: string, check: number): Ask {
    return (method, request) => this.checker.ask(method, { uri: file, check, ...request }) as never;
  }

  /** All threads are ended. */
  dispose(): void {
    this.checker.dispose();
    this.helpers.dispose();
  }
}

function tell(message: string): void {
  process.stderr.write(`gradcheck: ${message}\n`);
}
