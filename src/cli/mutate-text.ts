// What a check is worth, as a person reads it in a terminal.

import type { Mutant } from '../check/mutants';
import { formatDuration } from '../session/format';
import type { LayerScore, MutationReport } from '../session/mutate';
import { reasonText } from '../session/mutate-prose';
import { tableLines, type Column } from './table';
import { plural, type Layout } from './text';

const INDENT = '  ';

export function mutationText(report: MutationReport, { style, width }: Layout): string {
  const { network, file, wrong } = report;
  const lines = report.status === 'refused' ? [style.bad(refusal(wrong))] : scoreLines(report, { style, width });
  return [`${style.strong(network)} ${file}`, ...lines.map((line) => (line === '' ? line : INDENT + line))]
    .map((line) => `${line}\n`)
    .join('');
}

function refusal(wrong: readonly string[]): string {
  return `its own gradients are wrong (${wrong.join(', ')}): what it would catch can be said once they are right`;
}

function scoreLines(report: MutationReport, { style, width }: Layout): string[] {
  const { score, caught, missed, equivalent, layers, mutants, elapsedMs } = report;
  if (score === null) return ['no layer in which a known bug could be made'];
  const total = caught + missed + equivalent;
  const paint = missed + equivalent > 0 ? style.doubtful : style.good;
  const unnoticed = groupsOf(mutants);
  return [
    `${paint(`would catch ${caught} of ${plural(total, 'known bug')}, ${percent(score)}`)} ${style.faint(
      `· ${missed} missed · ${equivalent} that change nothing on this data · ${formatDuration(elapsedMs)}`,
    )}`,
    '',
    ...table(layers, width - INDENT.length).map((line, n) => (n === 0 ? style.faint(line) : line)),
    ...(unnoticed.length > 0 ? ['', style.strong('would go unnoticed')] : []),
    ...unnoticed.flatMap(([where, reason, codes]) => [
      `${style.doubtful(where)}: ${codes.join(', ')}`,
      INDENT + style.faint(reason),
    ]),
  ];
}

/** In whole percent, and 100 only where all are caught. */
function percent(score: number): string {
  return `${Math.floor(100 * score)} %`;
}

function table(layers: readonly LayerScore[], width: number): string[] {
  const count = (title: string, worth: number, of: (row: LayerScore) => number): Column<LayerScore> => ({
    title,
    align: 'right',
    worth,
    cell: (row) => String(of(row)),
  });
  return tableLines<LayerScore>(
    [
      { title: 'layer', align: 'left', worth: 9, cell: ({ layer }) => layer },
      { title: 'type', align: 'left', worth: 3, cell: ({ type }) => type },
      count('bugs', 6, ({ caught, missed, equivalent }) => caught + missed + equivalent),
      count('caught', 8, ({ caught }) => caught),
      count('missed', 7, ({ missed }) => missed),
      count('no difference', 5, ({ equivalent }) => equivalent),
    ],
    layers,
    width,
  );
}

type Group = readonly [where: string, reason: string, codes: readonly string[]];

/** The bugs that are not caught, together where they are hidden in one place for one reason. */
function groupsOf(mutants: readonly Mutant[]): readonly Group[] {
  const groups = new Map<string, [string, string, string[]]>();
  for (const { layer, operand, code, variant, reason } of mutants) {
    if (reason === undefined) continue;
    const key = `${layer} ${operand} ${reason}`;
    const group = groups.get(key) ?? [`${layer}, ${operand}`, reasonText(reason), []];
    group[2].push(variant === undefined ? code : `${code} (${variant})`);
    groups.set(key, group);
  }
  return [...groups.values()];
}
