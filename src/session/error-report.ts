// The report of a file that could not be read or run.

import type { ErrorReport, Fix } from '../check/report';
import type { Mistake } from '../network/types';
import { messageOf } from './prose';

const NONE: ReadonlyMap<Mistake, Fix> = new Map();

export function errorReport(file: string, mistakes: readonly Mistake[], fixes = NONE): ErrorReport {
  return {
    version: 1,
    file,
    status: 'error',
    errors: mistakes.map((mistake) => {
      const { code, expected, found, span } = mistake;
      const fix = fixes.get(mistake);
      return { code, message: messageOf(mistake), expected, found, span, ...(fix && { fix }) };
    }),
  };
}
