// `gradcheck mutate FILE`: which known bugs the check of a network would catch.

import { filesBeside } from '../platform/node/files';
import { mutateFile } from '../session/mutate';
import type { MutateCommand } from './arguments';
import { formatJson } from '../session/render/json';
import { mutationText } from './mutate-text';
import { progressBar } from './progress';
import { readSource } from './source';
import { styleFor } from './style';
import { widthOf, type Terminal } from './terminal';
import { reportText } from './text';

/** Resolves to the exit code. */
export async function mutate({ file, format, colour }: MutateCommand, terminal: Terminal): Promise<number> {
  const { stdout, stderr, env } = terminal;
  const bar = progressBar(stderr);
  const work = terminal.work(({ done, total, tensor }) => bar.show(done, total, `${file} ${tensor}`));
  const source = await readSource(file);
  const text = source.ok ? source.text : null;
  const report = source.ok
    ? await mutateFile({ file, text: source.text, files: filesBeside(file) }, work).finally(() => bar.clear())
    : source.report;
  const layout = { style: styleFor(stdout, colour, env), width: widthOf(stdout) };
  if (format === 'json') stdout.write(`${formatJson(report)}\n`);
  else stdout.write(report.status === 'error' ? reportText(report, text, layout) : mutationText(report, layout));
  return { error: 2, refused: 1, scored: 0 }[report.status];
}
