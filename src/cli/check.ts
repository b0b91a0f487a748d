// `gradcheck FILE|GLOB ...`: checks networks and reports on them.

import type { Report } from '../check/report';
import { filesBeside } from '../platform/node/files';
import { checkFile } from '../session/session';
import type { Work } from '../session/types';
import type { CheckCommand } from './arguments';
import { exitCode } from './exit-code';
import { formatJson } from './json';
import { select, type Selection } from './paths';
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
  const selection = await select(command.patterns);
  const bar = progressBar(terminal.stderr);
  const checked: Checked[] = [];
  try {
    for (const [n, file] of selection.files.entries()) {
      const of = selection.files.length > 1 ? `${n + 1}/${selection.files.length} ` : '';
      const work = terminal.work(({ done, total, tensor }) => bar.show(done, total, `${of}${file} ${tensor}`));
      checked.push(await checkOne(file, command, work));
    }
  } finally {
    bar.clear();
  }
  const text =
    command.format === 'json' ? jsonOf(checked, selection) : textOf(checked, selection, layoutOf(command, terminal));
  if (command.out === null) terminal.stdout.write(text);
  else await writeWhole(command.out, text);
  for (const pattern of selection.unmatched) terminal.stderr.write(`gradcheck: nothing matches ${pattern}\n`);
  return exitCode(
    checked.map(({ report }) => report),
    selection.unmatched,
  );
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

function jsonOf(checked: readonly Checked[], { single }: Selection): string {
  const reports = checked.map(({ report }) => report);
  return `${formatJson(single ? reports[0] : { version: 1, reports })}\n`;
}

function textOf(checked: readonly Checked[], { single }: Selection, layout: Layout): string {
  const blocks = checked.map(({ report, source }) => reportText(report, source, layout));
  if (!single)
    blocks.push(
      totalText(
        checked.map(({ report }) => report),
        layout,
      ),
    );
  return blocks.join('\n');
}

function layoutOf({ out, colour }: CheckCommand, { stdout, env }: Terminal): Layout {
  if (out !== null) return { style: PLAIN, width: Infinity };
  return { style: styleFor(stdout, colour, env), width: widthOf(stdout) };
}
