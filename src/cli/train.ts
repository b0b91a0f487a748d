// `gradcheck train FILE`: learns, and tells how well.

import type { ErrorReport } from '../check/report';
import type { Network, TrainSettings } from '../network/types';
import { filesBeside } from '../platform/node/files';
import { formatCount, formatDuration, formatNumber } from '../session/format';
import type { Work } from '../session/types';
import { withNetwork } from '../session/with-network';
import { drive } from '../session/work';
import { rowCount } from '../train/passes';
import { train as learn, type Score, type Trained, type TrainStep } from '../train/train';
import type { TrainCommand } from './arguments';
import { progressBar } from './progress';
import { readSource } from './source';
import { styleFor } from './style';
import { widthOf, type Terminal } from './terminal';
import { plural, reportText } from './text';

/** Resolves to the exit code. */
export async function train({ file, colour }: TrainCommand, terminal: Terminal): Promise<number> {
  const { stdout, env } = terminal;
  const layout = { style: styleFor(stdout, colour, env), width: widthOf(stdout) };
  const source = await readSource(file);
  const refuse = (report: ErrorReport): number => {
    stdout.write(reportText(report, source.ok ? source.text : null, layout));
    return 2;
  };
  if (!source.ok) return refuse(source.report);
  const work = terminal.work(() => undefined);
  const ask = { file, text: source.text, files: filesBeside(file) };
  const done = await withNetwork(ask, work, async (network) => {
    if (!network.train) throw new Error(`${file} has no section "train"`);
    await learnFrom(network, network.train, terminal, work, layout.style.faint);
    return 0;
  });
  return typeof done === 'number' ? done : refuse(done);
}

async function learnFrom(
  network: Network,
  settings: TrainSettings,
  { stdout, stderr }: Terminal,
  work: Work,
  faint: (text: string) => string,
): Promise<void> {
  const bar = progressBar(stderr);
  const started = work.now();
  const write = (text: string): void => {
    bar.clear();
    stdout.write(`${text}\n`);
  };
  write(`${network.name}: ${facts(network, settings)}\n`);
  write(faint(line('step', 'batch loss', 'loss', 'accuracy', 'test loss', 'test accuracy')));
  const steps = withRows(learn({ ...settings, ...network }), write);
  try {
    const { measured } = await drive(steps, work, ({ step }) => bar.show(step, settings.steps, `step ${step}`));
    const unseen = measured.test !== null;
    const { accuracy, loss } = measured.test ?? measured.train;
    const rows = plural(rowCount(unseen ? settings.test : settings.data), 'row');
    const result = accuracy === null ? `loss ${formatNumber(loss)}` : `${percent(accuracy)} classified correctly`;
    write(
      `\n${rows} ${unseen ? 'never seen' : 'learnt from'}: ${result}, after ${formatDuration(work.now() - started)}.`,
    );
  } finally {
    bar.clear();
  }
}

/** Passes the steps on, and writes those at which the network was measured. */
function* withRows(steps: Generator<TrainStep, Trained>, write: (text: string) => void): Generator<TrainStep, Trained> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (value.measured) {
      const { train, test } = value.measured;
      write(line(formatCount(value.step), loss(value.loss), ...score(train), ...(test ? score(test) : [])));
    }
    yield value;
  }
}

function facts({ graph }: Network, { data, test, rate, steps, batch }: TrainSettings): string {
  const params = graph.values.filter(({ role }) => role === 'param');
  const count = params.reduce((sum, { shape }) => sum + shape.reduce((size, extent) => size * extent, 1), 0);
  const rows = `${plural(rowCount(data), 'row')} to learn from`;
  const others = test.size > 0 ? `, ${formatCount(rowCount(test))} to test on` : '';
  return `${formatCount(count)} parameters; ${rows}${others}; ${formatCount(steps)} steps of ${batch} at rate ${rate}`;
}

const WIDTHS = [6, 10, 10, 8, 10, 13];

function line(...cells: readonly string[]): string {
  return cells.map((cell, column) => cell.padStart(WIDTHS[column])).join('  ');
}

function score({ loss: mean, accuracy }: Score): [string, string] {
  return [loss(mean), accuracy === null ? '' : percent(accuracy)];
}

function loss(value: number | null): string {
  return value === null ? '' : value.toPrecision(4);
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
