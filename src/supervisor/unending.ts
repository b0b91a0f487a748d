// What is reported of a program that had to be ended from outside, together with its worker.

import type { ErrorReport } from '../check/report';
import { spanOfPlace } from '../network/typescript/place';
import type { MistakeCode } from '../network/types';
import type { CheckRequest } from '../protocol/messages';
import { errorReport } from '../session/error-report';
import { TimedOut, WorkerExhausted } from './errors';

/** A check that goes on says so many times in this. */
const STUCK_MS = 1000;

/** Null where it was not the program that did not end. `place` is where it was last. */
export function unendingReport(
  { file, text }: CheckRequest,
  reason: unknown,
  place: number,
  silentMs: number,
): ErrorReport | null {
  if (place === 0) return null;
  const because = (code: MistakeCode, expected: string, found: string): ErrorReport =>
    errorReport(file, [{ code, span: spanOfPlace(place, text), expected, found }]);
  if (reason instanceof WorkerExhausted)
    return because('limit', 'values that fit into memory', 'more and more of them');
  if (!(reason instanceof TimedOut) || silentMs < STUCK_MS) return null;
  return because('timeout', 'code that ends', `${Math.round(silentMs / 1000)} s of work without an end`);
}
