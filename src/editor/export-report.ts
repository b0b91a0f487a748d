// "Gradient: Export Report": the report, or the story of a guilty layer, as a file.

import * as vscode from 'vscode';
import manifest from '../../package.json';
import type { SessionResult } from '../protocol/messages';
import { placeOfTensor } from '../session/place';
import { formatJson } from '../session/render/json';
import { markdownReport } from '../session/render/markdown-report';
import { sarifLog } from '../session/render/sarif';
import { faultStory, guiltyLayers } from '../session/render/story';
import { freshResult } from './explain';
import { COMMANDS } from './ids';
import { networkMeant } from './run-check';
import { chooseFile, offerToOpen } from './save-beside';
import type { Feature } from './services';
import { writeWhole } from './write-whole';

interface Form extends vscode.QuickPickItem {
  readonly suffix: string;
  readonly text: string;
}

export const exportReport: Feature = (services) =>
  vscode.commands.registerCommand(COMMANDS.exportReport, async (uri?: vscode.Uri) => {
    const document = await networkMeant(uri);
    const result = document && (await freshResult(document, services));
    if (!result) return;
    const title = vscode.l10n.t('Export Report');
    const chosen = await vscode.window.showQuickPick(formsOf(result, document.getText()), { title });
    if (chosen) await save(chosen, document);
  });

function formsOf(result: SessionResult, source: string): Form[] {
  const { report } = result;
  const places = result.ok ? { places: (of: Parameters<typeof placeOfTensor>[0]) => placeOfTensor(of, result) } : {};
  return [
    {
      label: 'Markdown',
      detail: vscode.l10n.t('A page to read: the verdict, every gradient, and what is wrong'),
      suffix: '.report.md',
      text: markdownReport(result, source),
    },
    {
      label: 'JSON',
      detail: vscode.l10n.t('The report as programs read it, the same as of gradcheck --format json'),
      suffix: '.report.json',
      text: `${formatJson(report)}\n`,
    },
    {
      label: 'SARIF',
      detail: vscode.l10n.t('Findings as code hosts and other tools take them, version 2.1.0'),
      suffix: '.sarif',
      text: `${formatJson(sarifLog([{ report, ...places }], manifest.version))}\n`,
    },
    ...(result.ok ? guiltyLayers(result) : []).map((layer) => ({
      label: vscode.l10n.t('Explanation of {0}', layer),
      detail: vscode.l10n.t('A page to read: the story of this one mismatch'),
      suffix: `.${layer}.md`,
      text: `${result.ok ? faultStory(layer, result, source) : ''}\n`,
    })),
  ];
}

async function save({ suffix, text, label }: Form, { uri }: vscode.TextDocument): Promise<void> {
  const file = await chooseFile(uri, suffix, { title: `${vscode.l10n.t('Export Report')}: ${label}` });
  if (!file) return;
  await writeWhole(file, text);
  await offerToOpen(file);
}
