// The report as JUnit XML, which every CI shows: a suite for each network, a case for each tensor.

import type { CheckReport, Fault, Report, TensorReport } from '../../check/report';
import { formatError, formatIndex, formatNumber } from '../format';
import { culprits } from '../inherited';
import { faultText, warningText } from '../prose';
import { tensorMessage } from './tensor-message';

interface Case {
  readonly name: string;
  readonly outcome: 'pass' | 'failure' | 'error' | 'skipped';
  readonly message?: string;
  /** What the failure's type is: the code of a fault or of a mistake. */
  readonly type?: string;
  readonly details?: string;
}

interface Suite {
  readonly name: string;
  readonly file: string;
  readonly seconds: number;
  readonly cases: readonly Case[];
  /** What is to be known beside the verdicts. */
  readonly remarks: readonly string[];
}

/** XML. A gradient without a verdict is skipped, and says why: it has not failed. */
export function junitXml(reports: readonly Report[]): string {
  const suites = reports.map(suiteOf);
  const all = suites.flatMap(({ cases }) => cases);
  const seconds = suites.reduce((sum, suite) => sum + suite.seconds, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'gradcheck', ...counts(all), time: time(seconds) })}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>\n',
  ].join('\n');
}

function suiteOf(report: Report): Suite {
  const { file } = report;
  if (report.status !== 'error') {
    const remarks = report.warnings.map((warning) => `warning: ${warningText(warning)}`);
    return { name: report.network, file, seconds: report.elapsedMs / 1000, cases: casesOf(report), remarks };
  }
  const cases = report.errors.map(({ code, message, span }): Case => {
    const place = `${span.line}:${span.column}`;
    return { name: place, outcome: 'error', message, type: code, details: `${file}:${place}: ${message}` };
  });
  return { name: file, file, seconds: 0, cases, remarks: [] };
}

function casesOf(report: CheckReport): Case[] {
  const culpritOf = culprits(report);
  return report.tensors.map((tensor) => {
    const fault = report.faults.find((fault) => fault.tensor === tensor.name);
    return caseOf(tensor, fault, culpritOf.get(tensor.name), report.file);
  });
}

function caseOf(tensor: TensorReport, fault: Fault | undefined, culprit: string | undefined, file: string): Case {
  const { name, status } = tensor;
  if (fault) {
    const { code, layer, span, fix } = fault;
    const message = `${layer}: ${faultText(fault)}`;
    const place = span ? `${file}:${span.line}:${span.column}` : file;
    const details = [`${place}: ${message}`, numbers(tensor), fix ? `fix: ${fix.title}` : ''];
    return { name, outcome: 'failure', message, type: code, details: details.filter(Boolean).join('\n') };
  }
  if (status === 'fail') {
    const because = culprit === undefined ? '' : `; wrong because of ${culprit}`;
    const type = culprit === undefined ? 'wrong-gradient' : 'inherited';
    return { name, outcome: 'failure', message: tensorMessage(tensor) + because, type, details: numbers(tensor) };
  }
  if (status === 'undecided') return { name, outcome: 'skipped', message: tensorMessage(tensor) };
  if (status === 'skipped') return { name, outcome: 'skipped', message: 'not differentiated' };
  return { name, outcome: 'pass' };
}

/** Expected and found, as a diff shows them. */
function numbers({ name, worst }: TensorReport): string {
  if (!worst) return '';
  const at = name + (worst.index.length > 0 ? formatIndex(worst.index) : '');
  const expected = `${formatNumber(worst.numeric)} ± ${formatError(worst.bound)}`;
  return `${at}: expected ${expected}, found ${formatNumber(worst.analytic)}`;
}

function counts(cases: readonly Case[]) {
  const having = (outcome: Case['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return { tests: cases.length, failures: having('failure'), errors: having('error'), skipped: having('skipped') };
}

function suiteLines({ name, file, seconds, cases, remarks }: Suite): string[] {
  const head = attributes({ name, file, ...counts(cases), time: time(seconds) });
  return [
    `  <testsuite${head}>`,
    ...cases.flatMap((one) => caseLines(one, name, file)),
    ...(remarks.length > 0 ? [`    <system-out>${escaped(remarks.join('\n'))}</system-out>`] : []),
    '  </testsuite>',
  ];
}

function caseLines({ name, outcome, message, type, details = '' }: Case, network: string, file: string): string[] {
  const head = `    <testcase${attributes({ name, classname: network, file })}`;
  if (outcome === 'pass') return [`${head}/>`];
  const body = `      <${outcome}${attributes({ message, type })}`;
  return [`${head}>`, details === '' ? `${body}/>` : `${body}>${escaped(details)}</${outcome}>`, '    </testcase>'];
}

function attributes(all: Readonly<Record<string, string | number | undefined>>): string {
  const written = Object.entries(all).filter(([, value]) => value !== undefined);
  return written.map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`).join('');
}

function time(seconds: number): string {
  return seconds.toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// XML has no place for other control characters, not even as entities.
// eslint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escaped(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"]/g, (character) => ENTITIES[character]);
}
