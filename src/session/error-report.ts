// The report of a file that could not be read or run.

import type { ErrorReport } from '../check/report';
import type { Mistake } from '../network/types';
import { messageOf } from './prose';

export function errorReport(file: string, mistakes: readonly Mistake[]): ErrorReport {
  return {
    version: 1,
    file,
    status: 'error',
    errors: mistakes.map((mistake) => {
      const { code, expected, found, span } = mistake;
      return { code, message: messageOf(mistake), expected, found, span };
    }),
  };
}
