// The report as SARIF 2.1.0, the format in which code hosts and editors take findings of analyses.

import type { CheckReport, ErrorReport, Fix, Report, Span, TensorReport } from '../../check/report';
import { CAUSES } from '../causes';
import { faultText, warningText } from '../prose';
import { tensorMessage } from './tensor-message';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** Where the text says something of a tensor or a layer; null where that is not known. */
export type Places = (subject: { readonly name: string; readonly layer: string | null }) => Span | null;

export interface Located {
  readonly report: Report;
  readonly places?: Places;
}

interface Finding {
  readonly ruleId: string;
  readonly level: 'error' | 'warning';
  readonly text: string;
  readonly span: Span | null;
  readonly layer?: string | null;
  /** What makes it the same finding in the next run, wherever its lines are then. */
  readonly subject: string;
  readonly fix?: Fix | null;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** One log with one run, whatever the number of networks. */
export function sarifLog(all: readonly Located[], version: string): object {
  const found = all.map(({ report, places = () => null }) => ({
    file: report.file,
    findings: findingsOf(report, places),
  }));
  const rules = new Map<string, Finding['level']>();
  for (const { ruleId, level } of found.flatMap(({ findings }) => findings)) rules.set(ruleId, level);
  const ids = [...rules.keys()].sort();
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'gradcheck', version, rules: ids.map((id) => ruleOf(id, rules.get(id)!)) } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: all.every(({ report }) => report.status !== 'error') }],
        artifacts: found.map(({ file }) => ({ location: { uri: uriOf(file) } })),
        results: found.flatMap(({ file, findings }, index) =>
          findings.map((finding) => resultOf(finding, { uri: uriOf(file), index }, ids.indexOf(finding.ruleId))),
        ),
      },
    ],
  };
}

function ruleOf(id: string, level: Finding['level']): object {
  const text = Object.hasOwn(CAUSES, id) ? CAUSES[id].name : id.replaceAll('-', ' ');
  return { id, shortDescription: { text }, defaultConfiguration: { level } };
}

function findingsOf(report: Report, places: Places): Finding[] {
  return report.status === 'error' ? mistakes(report) : verdicts(report, places);
}

function mistakes({ errors }: ErrorReport): Finding[] {
  return errors.map(({ code, message, expected, span }) => {
    return { ruleId: code, level: 'error', text: message, span, subject: expected };
  });
}

/** What is wrong only because of a guilty layer is no finding of its own. */
function verdicts({ network, tensors, faults, warnings }: CheckReport, places: Places): Finding[] {
  const guilty = new Set(faults.map(({ tensor }) => tensor));
  const doubtful = tensors.filter(
    ({ name, status, inherited }) => (status === 'fail' || status === 'undecided') && !inherited && !guilty.has(name),
  );
  return [
    ...faults.map(({ layer, tensor, code, confidence, evidence, fix, span, ...fault }): Finding => {
      const text = `${layer}: ${faultText({ layer, tensor, code, confidence, evidence, fix, span, ...fault })}`;
      const properties = { tensor, confidence, evidence };
      return { ruleId: code, level: 'error', text, span, layer, subject: `${network}/${tensor}`, fix, properties };
    }),
    ...doubtful.map((tensor) => verdictOn(tensor, network, places)),
    ...warnings.map((warning): Finding => {
      const { code, layer, tensor } = warning;
      const span = warning.span ?? places({ name: tensor ?? '', layer });
      const part = warning.source?.span ?? warning.span;
      const line = part && `line ${part.line}, column ${part.column}`;
      const subject = [network, layer, tensor, warning.source?.file, line].filter(Boolean).join('/');
      return { ruleId: code, level: 'warning', text: warningText(warning), span, layer, subject };
    }),
  ];
}

function verdictOn(tensor: TensorReport, network: string, places: Places): Finding {
  const wrong = tensor.status === 'fail';
  return {
    ruleId: wrong ? 'wrong-gradient' : 'undecided-gradient',
    level: wrong ? 'error' : 'warning',
    text: tensorMessage(tensor),
    span: places(tensor),
    layer: tensor.layer,
    subject: `${network}/${tensor.name}`,
    properties: { tensor: tensor.name },
  };
}

interface Artifact {
  readonly uri: string;
  readonly index: number;
}

function resultOf(finding: Finding, artifactLocation: Artifact, ruleIndex: number): object {
  const { ruleId, level, text, span, layer, subject, fix, properties } = finding;
  return {
    ruleId,
    ruleIndex,
    level,
    message: { text },
    locations: [
      {
        physicalLocation: { artifactLocation, ...(span && { region: regionOf(span) }) },
        ...(layer && { logicalLocations: [{ name: layer, kind: 'function' }] }),
      },
    ],
    partialFingerprints: { 'gradient/v1': `${subject}/${ruleId}` },
    ...(fix && { fixes: [fixOf(fix, artifactLocation)] }),
    ...(properties && { properties }),
  };
}

function fixOf({ title, edits }: Fix, artifactLocation: Artifact): object {
  const replacements = edits.map(({ span, newText }) => ({
    deletedRegion: regionOf(span),
    insertedContent: { text: newText },
  }));
  return { description: { text: title }, artifactChanges: [{ artifactLocation, replacements }] };
}

function regionOf({ line, column, endLine, endColumn }: Span): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

const DRIVE = /^[A-Za-z]:\//;

/** A path as a reference: relative ones stay so. */
function uriOf(file: string): string {
  const encode = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
  if (DRIVE.test(file)) return `file:///${file.slice(0, 2)}${encode(file.slice(2))}`;
  return file.startsWith('/') ? `file://${encode(file)}` : encode(file);
}
