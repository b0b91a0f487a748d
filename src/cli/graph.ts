// `gradcheck graph FILE`: the graph as a drawing, or as the inspector's own page with all that it is asked for.

import fs from 'node:fs/promises';
import path from 'node:path';
import manifest from '../../package.json';
import { handoutPage } from '../handout/page';
import { record, type Ask } from '../handout/record';
import { writtenFor } from '../handout/written';
import { firstPicture } from '../picture/first';
import { svgOf } from '../picture/svg/document';
import { NETWORK_VERDICTS } from '../picture/words';
import { filesBeside } from '../platform/node/files';
import type { CheckResult, ErrorReport } from '../protocol/messages';
import type { GraphCommand } from './arguments';
import { Programs } from './programs';
import { progressBar } from './progress';
import { readSource } from './source';
import { styleFor } from './style';
import { widthOf, type Terminal } from './terminal';
import { reportText } from './text';
import { writeWhole } from './write';

const CHECK = 1;

/** Resolves to the exit code: 0 once the graph is written, whatever its gradients are. */
export async function graph(command: GraphCommand, terminal: Terminal): Promise<number> {
  const { file, out, form, colour } = command;
  const { stdout, stderr, env, interruption } = terminal;
  const source = await readSource(file);
  const refuse = (report: ErrorReport): number => {
    const layout = { style: styleFor(stderr, colour, env), width: widthOf(stderr) };
    stderr.write(reportText(report, source.ok ? source.text : null, layout));
    return 2;
  };
  if (!source.ok) return refuse(source.report);
  const bar = progressBar(stderr);
  // Networks that are data go to the worker too: it keeps the numbers that a page asks for.
  const programs = new Programs();
  try {
    const request = { file, text: source.text, check: CHECK };
    const result = await programs.check(request, interruption, ({ done, total, tensor }) =>
      bar.show(done, total, `${file} ${tensor}`),
    );
    if (!result.ok) return refuse(result.report);
    const text = form === 'svg' ? drawing(result) : await page(result, source.text, programs.about(file, CHECK));
    bar.clear();
    if (out === null) {
      stdout.write(text);
    } else {
      await writeWhole(out, text);
      const { network, status } = result.report;
      stdout.write(`Wrote ${out}: ${network}. ${NETWORK_VERDICTS[status]}.\n`);
    }
    return 0;
  } finally {
    bar.clear();
    programs.dispose();
  }
}

function drawing(result: CheckResult): string {
  return svgOf({ picture: firstPicture(result), result, dress: 'reader' }).text;
}

async function page(result: CheckResult, text: string, ask: Ask): Promise<string> {
  const { file } = result.report;
  const recorded = await record(result, {}, ask, () => performance.now());
  const written = await writtenFor(file, text, (path) => filesBeside(file).read(path));
  const [script, style, engine] = await Promise.all(
    [
      path.join(__dirname, 'webview.js'),
      path.join(__dirname, '..', 'media', 'inspector.css'),
      path.join(__dirname, 'worker.js'),
    ].map((asset) => fs.readFile(asset, 'utf8')),
  );
  const made = { version: manifest.version, at: new Date().toISOString() };
  return handoutPage({ ...recorded, written, made }, { script, style, engine });
}
