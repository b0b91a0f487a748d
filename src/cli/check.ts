// `gradcheck FILE|GLOB ...`: checks networks and reports on them.

import type { Progress } from '../check/problem';
import type { Located } from '../session/render/sarif';
import type { CheckCommand, Shard } from './arguments';
import { checkOne } from './check-one';
import { exitCode } from './exit-code';
import { machineText } from './formats';
import { select } from './paths';
import { Programs } from './programs';
import { progressBar } from './progress';
import { PLAIN, styleFor } from './style';
import { widthOf, type Terminal } from './terminal';
import { reportText, totalText, type Layout } from './text';
import { writeWhole } from './write';

/** Resolves to the exit code. */
export async function check(command: CheckCommand, terminal: Terminal): Promise<number> {
  const { files: all, single, unmatched } = await select(command.patterns);
  const files = command.shard ? partOf(all, command.shard) : all;
  // A shard is a part of a list, whatever is in it.
  const bare = single && !command.shard;
  const bar = progressBar(terminal.stderr);
  const layout = layoutOf(command, terminal);
  const found: Located[] = [];
  let whole = '';
  // On standard output a table appears as soon as its network is checked; a file gets all at once.
  const write = (text: string): void => {
    bar.clear();
    if (command.out === null) terminal.stdout.write(text);
    else whole += text;
  };
  const options = { method: command.method, values: command.values && command.format === 'json' };
  const programs = new Programs();
  try {
    for (const [n, file] of files.entries()) {
      const of = files.length > 1 ? `${n + 1}/${files.length} ` : '';
      const progress = ({ done, total, tensor }: Progress): void => bar.show(done, total, `${of}${file} ${tensor}`);
      const { source, ...located } = await checkOne(file, options, programs, terminal.interruption, progress);
      found.push(located);
      if (command.format === 'text') write(reportText(located.report, source, layout) + (bare ? '' : '\n'));
    }
  } finally {
    bar.clear();
    programs.dispose();
  }
  const reports = found.map(({ report }) => report);
  if (command.format !== 'text') write(machineText(command.format, found, bare));
  else if (!bare) write(totalText(reports, layout));
  if (command.out !== null) await writeWhole(command.out, whole);
  for (const pattern of unmatched) terminal.stderr.write(`gradcheck: nothing matches ${pattern}\n`);
  return exitCode(reports, unmatched);
}

/** Every so many-th, so that networks of one folder, which are alike, are shared out. */
function partOf(files: readonly string[], { part, parts }: Shard): string[] {
  return files.filter((_, n) => n % parts === part - 1);
}

function layoutOf({ out, colour }: CheckCommand, { stdout, env }: Terminal): Layout {
  if (out !== null) return { style: PLAIN, width: Infinity };
  return { style: styleFor(stdout, colour, env), width: widthOf(stdout) };
}
