// `gradcheck FILE|GLOB ...`: checks networks and reports on them.

import type { Report } from '../check/report';
import { filesBeside } from '../platform/node/files';
import { checkFile } from '../session/session';
import type { Work } from '../session/types';
import type { CheckCommand } from './arguments';
import { exitCode } from './exit-code';
import { formatJson } from './json';
import { select } from './paths';
import { progressBar } from './progress';
import { readSource } from './source';
import { PLAIN, styleFor } from './style';
import { widthOf, type Terminal } from './terminal';
import { reportText, totalText, type Layout } from './text';
import { writeWhole } from './write';

interface Checked {
  readonly report: Report;
  /** The network's text; null where it could not be read. */
  readonly source: string | null;
}

/** Resolves to the exit code. */
export async function check(command: CheckCommand, terminal: Terminal): Promise<number> {
  const { files, single, unmatched } = await select(command.patterns);
  const bar = progressBar(terminal.stderr);
  const layout = layoutOf(command, terminal);
  const reports: Report[] = [];
  let whole = '';
  // On standard output a table appears as soon as its network is checked; a file gets all at once.
  const write = (text: string): void => {
    bar.clear();
    if (command.out === null) terminal.stdout.write(text);
    else whole += text;
  };
  try {
    for (const [n, file] of files.entries()) {
      const of = files.length > 1 ? `${n + 1}/${files.length} ` : '';
      const work = terminal.work(({ done, total, tensor }) => bar.show(done, total, `${of}${file} ${tensor}`));
      const { report, source } = await checkOne(file, command, work);
      reports.push(report);
      if (command.format === 'text') write(reportText(report, source, layout) + (single ? '' : '\n'));
    }
  } finally {
    bar.clear();
  }
  if (command.format === 'json') write(`${formatJson(single ? reports[0] : { version: 1, reports })}\n`);
  else if (!single) write(totalText(reports, layout));
  if (command.out !== null) await writeWhole(command.out, whole);
  for (const pattern of unmatched) terminal.stderr.write(`gradcheck: nothing matches ${pattern}\n`);
  return exitCode(reports, unmatched);
}

async function checkOne(file: string, { method, values, format }: CheckCommand, work: Work): Promise<Checked> {
  const source = await readSource(file);
  if (!source.ok) return { report: source.report, source: null };
  const { text } = source;
  const settings = method ? { settings: { method } } : {};
  const ask = { file, text, files: filesBeside(file), values: values && format === 'json', ...settings };
  const { report } = await checkFile(ask, work);
  return { report, source: text };
}

function layoutOf({ out, colour }: CheckCommand, { stdout, env }: Terminal): Layout {
  if (out !== null) return { style: PLAIN, width: Infinity };
  return { style: styleFor(stdout, colour, env), width: widthOf(stdout) };
}
