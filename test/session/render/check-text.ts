// A check of a text, as every surface gets it.
import type { CheckResult } from '../../../src/session/types';
import { checkFile } from '../../../src/session/session';
import { memory } from '../../../src/platform/node/memory';

export async function checkText(file: string, text: string): Promise<CheckResult & { readonly ok: true }> {
  const files = { read: () => Promise.reject(new Error('there are no other files')) };
  const result = await checkFile(
    { file, text, files },
    {
      signal: { aborted: false },
      progress: () => undefined,
      breathe: () => Promise.resolve(),
      now: () => performance.now(),
      memory,
    },
  );
  if (!result.ok) throw new Error(result.report.errors[0].message);
  return result;
}
