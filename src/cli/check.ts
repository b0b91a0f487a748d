// `gradcheck FILE|GLOB ...`: checks networks and reports on them.

import type { Progress } from '../check/problem';
import type { Report } from '../check/report';
import { filesBeside } from '../platform/node/files';
import { isProgram } from '../session/read';
import { checkFile } from '../session/session';
import type { Ask, SessionResult } from '../session/types';
import type { CheckCommand } from './arguments';
import { exitCode } from './exit-code';
import { formatJson } from '../session/render/json';
import { select } from './paths';
import { Programs } from './programs';
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
  const programs = new Programs();
  try {
    for (const [n, file] of files.entries()) {
      const of = files.length > 1 ? `${n + 1}/${files.length} ` : '';
      const progress = ({ done, total, tensor }: Progress): void => bar.show(done, total, `${of}${file} ${tensor}`);
      const { report, source } = await checkOne(file, command, (ask) =>
        isProgram(file)
          ? programs.check(ask, terminal.interruption, progress)
          : checkFile({ ...ask, files: filesBeside(file) }, terminal.work(progress)),
      );
      reports.push(report);
      if (command.format === 'text') write(reportText(report, source, layout) + (single ? '' : '\n'));
    }
  } finally {
    bar.clear();
    programs.dispose();
  }
  if (command.format === 'json') write(`${formatJson(single ? reports[0] : { version: 1, reports })}\n`);
  else if (!single) write(totalText(reports, layout));
  if (command.out !== null) await writeWhole(command.out, whole);
  for (const pattern of unmatched) terminal.stderr.write(`gradcheck: nothing matches ${pattern}\n`);
  return exitCode(reports, unmatched);
}

async function checkOne(
  file: string,
  { method, values, format }: CheckCommand,
  run: (ask: Omit<Ask, 'files'>) => Promise<SessionResult>,
): Promise<Checked> {
  const source = await readSource(file);
  if (!source.ok) return { report: source.report, source: null };
  const { text } = source;
  const settings = method ? { settings: { method } } : {};
  const { report } = await run({ file, text, values: values && format === 'json', ...settings });
  return { report, source: text };
}

function layoutOf({ out, colour }: CheckCommand, { stdout, env }: Terminal): Layout {
  if (out !== null) return { style: PLAIN, width: Infinity };
  return { style: styleFor(stdout, colour, env), width: widthOf(stdout) };
}
