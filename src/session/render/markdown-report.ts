// The whole report as a page of Markdown: the verdict, every tensor, the warnings, and the story of each guilty layer.

import type { CheckReport, ErrorReport, TensorReport } from '../../check/report';
import { formatCount, formatDuration, formatError, formatIndex, formatNumber, formatShape } from '../format';
import { culprits } from '../inherited';
import { warningText } from '../prose';
import { t } from '../translate';
import type { CheckResult, SessionResult } from '../types';
import { escape, table } from './markdown';
import { statusWord } from './status';
import { faultStory, guiltyLayers } from './story';

/** `source` is the network's text, to quote from. */
export function markdownReport(result: SessionResult, source: string): string {
  const sections = result.ok ? checkSections(result, source) : mistakes(result.report);
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function mistakes({ file, errors }: ErrorReport): string[] {
  const lines = errors.map(({ message, span }) => `- \`${file}:${span.line}:${span.column}\` ${escape(message)}`);
  return [`# ${escape(file)}`, t('This network could not be read or run.'), lines.join('\n')];
}

function checkSections(result: CheckResult, source: string): string[] {
  const { report } = result;
  const warnings = report.warnings.map((warning) => `- ${escape(warningText(warning))}`);
  return [
    `# ${escape(report.network)}`,
    `**${VERDICTS[report.status]()}**`,
    facts(report),
    `## ${t('Gradients')}`,
    tensors(report),
    ...(warnings.length > 0 ? [`## ${t('Warnings')}`, warnings.join('\n')] : []),
    ...guiltyLayers(result).map((layer) => faultStory(layer, result, source, 2) ?? ''),
  ];
}

const VERDICTS: Readonly<Record<CheckReport['status'], () => string>> = {
  pass: () => t('All gradients agree with the numerical ones.'),
  fail: () => t('A gradient is wrong.'),
  undecided: () => t('Nothing is wrong, but there are gradients without a verdict.'),
};

function facts({ file, loss, dtype, method, seed, elapsedMs }: CheckReport): string {
  const all = [
    `\`${file}\``,
    t('loss {0}', formatNumber(loss)),
    dtype,
    t('method {0}', method),
    t('seed {0}', seed),
    formatDuration(elapsedMs),
  ];
  return all.join(' · ');
}

function tensors(report: CheckReport): string {
  const culpritOf = culprits(report);
  const rows = report.tensors.map((tensor) => {
    const { name, role, shape, status, checked, elements, maxRelError } = tensor;
    const because = culpritOf.get(name);
    return [
      escape(name),
      role,
      formatShape(shape),
      because === undefined ? statusWord(status) : t('{0}, because of {1}', statusWord(status), escape(because)),
      checked === elements ? formatCount(checked) : `${formatCount(checked)}/${formatCount(elements)}`,
      checked > 0 ? formatError(maxRelError) : '',
      ...worstOf(tensor),
    ];
  });
  const head = [
    t('tensor'),
    t('role'),
    t('shape'),
    t('verdict'),
    t('checked'),
    t('relative error'),
    t('worst at'),
    t('analytic'),
    t('numerical'),
    t('error bound'),
  ];
  return table(head, rows);
}

function worstOf({ worst }: TensorReport): string[] {
  if (!worst) return ['', '', '', ''];
  const { index, analytic, numeric, bound } = worst;
  return [escape(formatIndex(index)), formatNumber(analytic), formatNumber(numeric), formatError(bound)];
}
