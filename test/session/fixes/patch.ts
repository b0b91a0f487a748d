// The fixes of a report, put into the text as an editor would.

import type { CheckReport, Fix } from '../../../src/check/report';
import { checkFile } from '../../../src/session/session';

type Edit = Fix['edits'][number];

export function fixesOf({ faults }: CheckReport): readonly Fix[] {
  return faults.flatMap(({ fix }) => fix ?? []);
}

/** The last edit first, so that the places of the others stay what they are. */
export function patched(text: string, fixes: readonly Fix[]): string {
  return fixes
    .flatMap(({ edits }) => edits)
    .map((edit) => ({ ...rangeOf(text, edit.span), newText: edit.newText }))
    .sort((a, b) => b.from - a.from)
    .reduce((text, { from, to, newText }) => text.slice(0, from) + newText + text.slice(to), text);
}

/** Lines and columns count from 1; a byte order mark is no column of the first line. */
function rangeOf(text: string, { line, column, endLine, endColumn }: Edit['span']): { from: number; to: number } {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const lines = text.slice(mark).split('\n');
  const offset = (line: number, column: number): number =>
    mark + lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  return { from: offset(line, column), to: offset(endLine, endColumn) };
}

const FILES = { read: (path: string) => Promise.reject(new Error(`no ${path}`)) };

/** The whole check, on a clock that stands still unless told otherwise: how busy the machine is decides nothing. */
export async function checkedPatiently(file: string, text: string, now = (): number => 0): Promise<CheckReport> {
  const { report } = await checkFile(
    { file, text, files: FILES },
    { signal: { aborted: false }, progress: () => undefined, now, breathe: () => Promise.resolve() },
  );
  if (report.status === 'error') throw new Error(`${JSON.stringify(report.errors, null, 1)}\n${text}`);
  return report;
}
