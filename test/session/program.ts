// A program checked to its report.

import type { CheckReport } from '../../src/check/report';
import type { FileAccess } from '../../src/network/types';
import { checkFile } from '../../src/session/session';
import type { Work } from '../../src/session/types';

const WORK: Work = {
  signal: { aborted: false },
  progress: () => undefined,
  now: () => performance.now(),
  breathe: () => Promise.resolve(),
};

/** Throws where the program cannot be checked. */
export async function reportOf(text: string, files: FileAccess): Promise<CheckReport> {
  const { report } = await checkFile({ file: 'net.grad.ts', text, files }, WORK);
  if (report.status === 'error') throw new Error(JSON.stringify(report.errors));
  return report;
}
