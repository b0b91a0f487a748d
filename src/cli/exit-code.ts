// What the outcome of checks is to a script.

import type { NetworkStatus, Report } from '../check/report';

/** The gravest decides: a file that could not be read or was not there, a wrong gradient, an undecided one. */
export function exitCode(reports: readonly Pick<Report, 'status'>[], unmatched: readonly string[]): number {
  const some = (status: NetworkStatus): boolean => reports.some((report) => report.status === status);
  if (unmatched.length > 0 || some('error')) return 2;
  if (some('fail')) return 1;
  return some('undecided') ? 3 : 0;
}
