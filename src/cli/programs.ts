// Checks of networks that are programs: in a worker, which can be ended whatever they do.

import type { Ask } from '../handout/record';
import { filesBeside } from '../platform/node/files';
import { nodePlatform } from '../platform/node/start-worker';
import type { CheckRequest, Progress, SessionResult } from '../protocol/messages';
import { Cancelled } from '../session/types';
import { Checker, type CheckerLimits } from '../supervisor/checker';

const LIMITS: CheckerLimits = { seconds: () => Infinity, silenceMs: 15_000, obedienceMs: 1000, idleMs: 60_000 };

export class Programs {
  private readonly checker = new Checker(
    nodePlatform(__dirname),
    { readFile: ({ uri, path }) => filesBeside(uri).read(path) },
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

  /** The worker is ended. */
  dispose(): void {
    this.checker.dispose();
  }
}
