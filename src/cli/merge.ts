// `gradcheck merge REPORT ...`: the reports of several runs, such as the shards of one, as one.

import fs from 'node:fs/promises';
import type { Report } from '../check/report';
import { UsageError, type MergeCommand } from './arguments';
import { exitCode } from './exit-code';
import { machineText } from './formats';
import { PLAIN, styleFor } from './style';
import { widthOf, type Terminal } from './terminal';
import { reportText, totalText } from './text';
import { writeWhole } from './write';

/** Resolves to the exit code, which is that of a run over all the networks. */
export async function merge({ files, format, out, colour }: MergeCommand, terminal: Terminal): Promise<number> {
  const { stdout, env } = terminal;
  const reports: Report[] = [];
  for (const file of files) reports.push(...(await reportsIn(file)));
  reports.sort((a, b) => (a.file < b.file ? -1 : 1));
  const twice = reports.find(({ file }, i) => i > 0 && reports[i - 1].file === file);
  if (twice) throw new UsageError(`two of the reports are of ${twice.file}`);
  const layout =
    out === null ? { style: styleFor(stdout, colour, env), width: widthOf(stdout) } : { style: PLAIN, width: Infinity };
  const text =
    format === 'text'
      ? reports.map((report) => `${reportText(report, null, layout)}\n`).join('') + totalText(reports, layout)
      : machineText(
          format,
          reports.map((report) => ({ report })),
          false,
        );
  if (out === null) stdout.write(text);
  else await writeWhole(out, text);
  return exitCode(reports, []);
}

/** The report in a file, or those in the list that it holds. */
async function reportsIn(file: string): Promise<readonly Report[]> {
  const refuse = (found: string): UsageError => new UsageError(`${file}: expected a report in JSON, found ${found}`);
  let found: unknown;
  try {
    found = JSON.parse(await fs.readFile(file, 'utf8'));
  } catch (error) {
    throw error instanceof SyntaxError ? refuse('something else') : error;
  }
  const all = isObject(found) && Array.isArray(found.reports) ? (found.reports as unknown[]) : [found];
  for (const one of all) {
    if (!isObject(one) || typeof one.file !== 'string' || typeof one.status !== 'string')
      throw refuse('something else');
    if (one.version !== 1) throw refuse(`version ${String(one.version)}, where 1 is known`);
  }
  return all as Report[];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
