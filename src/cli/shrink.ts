// `gradcheck shrink FILE`: the smallest case in which a network's gradient is wrong, as a network file.

import { filesBeside } from '../platform/node/files';
import { shrinkFile, type NotShrunk } from '../session/shrink';
import type { ShrinkCommand } from './arguments';
import { progressBar } from './progress';
import { readSource } from './source';
import { styleFor } from './style';
import { widthOf, type Terminal } from './terminal';
import { plural, reportText } from './text';
import { writeWhole } from './write';

/** Resolves to the exit code: 0 where a smaller network was written, 3 where there is none to write. */
export async function shrink({ file, out, colour }: ShrinkCommand, terminal: Terminal): Promise<number> {
  const { stdout, stderr, env } = terminal;
  const bar = progressBar(stderr);
  const work = terminal.work(({ done, total, tensor }) => bar.show(done, total, `${file} ${tensor}`));
  const source = await readSource(file);
  const result = source.ok
    ? await shrinkFile({ file, text: source.text, files: filesBeside(file) }, work).finally(() => bar.clear())
    : source.report;
  if (result.status === 'error') {
    const layout = { style: styleFor(stderr, colour, env), width: widthOf(stderr) };
    stderr.write(reportText(result, source.ok ? source.text : null, layout));
    return 2;
  }
  if (result.status === 'refused') {
    stderr.write(`gradcheck: ${file}: ${refusal(result)}\n`);
    return 3;
  }
  const { text, layer, operand, elements } = result;
  if (out === null) {
    stdout.write(text);
  } else {
    await writeWhole(out, text);
    stdout.write(`Wrote ${out}: the gradient of ${operand} in ${layer}, in ${plural(elements, 'number')}.\n`);
  }
  return 0;
}

function refusal({ reason, layers }: NotShrunk): string {
  const names = layers.join(', ');
  switch (reason) {
    case 'passes':
      return 'no gradient is wrong, so there is no failing case to shrink';
    case 'no-suspect':
      return 'no hand-written layer whose own gradients are wrong was found; the fault lies between the layers';
    case 'not-cut-out':
      return `the text of ${names} cannot be cut out of its network`;
    case 'not-by-itself':
      return `${names} by itself has no wrong gradient that a person could see; it takes the whole network to show it`;
  }
}
