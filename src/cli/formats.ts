// The formats of a report for programs. The table for people appears while networks are checked (check.ts).

import manifest from '../../package.json';
import { formatJson } from '../session/render/json';
import { junitXml } from '../session/render/junit';
import { sarifLog, type Located } from '../session/render/sarif';

export const MACHINE_FORMATS = ['json', 'junit', 'sarif'] as const;
export type MachineFormat = (typeof MACHINE_FORMATS)[number];

/** `bare`: one report stands alone in JSON, not in a list. */
export function machineText(format: MachineFormat, all: readonly Located[], bare: boolean): string {
  const reports = all.map(({ report }) => report);
  switch (format) {
    case 'json':
      return `${formatJson(bare ? reports[0] : { version: 1, reports })}\n`;
    case 'junit':
      return junitXml(reports);
    case 'sarif':
      return `${formatJson(sarifLog(all, manifest.version))}\n`;
  }
}
