// The status item: the active network's verdict, or how far its check has got. A click offers what can be done.

import * as vscode from 'vscode';
import type { Running } from './checks';
import { COMMANDS, INTERNAL_COMMANDS } from './ids';
import { activeNetwork, isProgram } from './network-file';
import type { Outcome } from './results';
import type { Feature } from './services';
import { ICONS, measureSentence, verdictSentence } from './text/verdict';

interface Face {
  readonly text: string;
  readonly tooltip: string;
  readonly background?: 'statusBarItem.errorBackground' | 'statusBarItem.warningBackground';
}

export const statusItem: Feature = ({ checks, results }) => {
  const item = vscode.window.createStatusBarItem('gradient.status', vscode.StatusBarAlignment.Right, 100);
  item.name = vscode.l10n.t('Gradient Check');
  item.command = INTERNAL_COMMANDS.showMenu;
  const refresh = (): void => {
    const document = activeNetwork();
    if (!document) return item.hide();
    const waits = isProgram(document.uri) && !vscode.workspace.isTrusted;
    const face = waits ? waitingFace() : faceOf(checks.of(document), results.of(document));
    const { text, tooltip, background } = face;
    item.text = text;
    item.tooltip = tooltip;
    item.backgroundColor = background && new vscode.ThemeColor(background);
    item.accessibilityInformation = { label: `${item.name}: ${tooltip}`, role: 'button' };
    item.show();
  };
  refresh();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(refresh),
    checks.onDidChange(refresh),
    results.onDidChange(refresh),
    vscode.workspace.onDidGrantWorkspaceTrust(refresh),
    vscode.commands.registerCommand(INTERNAL_COMMANDS.showMenu, showMenu),
  );
};

/** Programs are not run in Restricted Mode. */
function waitingFace(): Face {
  const tooltip = vscode.l10n.t(
    'This network is a program: checking it runs its code. It waits until the workspace is trusted.',
  );
  return { text: '$(shield) Gradient', tooltip };
}

function faceOf(running: Running | undefined, outcome: Outcome | undefined): Face {
  if (running) return busyFace(running);
  if (!outcome) return { text: '$(beaker) Gradient', tooltip: vscode.l10n.t('not checked yet') };
  const { report } = outcome.result;
  const sentence = verdictSentence(report);
  if (outcome.stale) {
    return { text: '$(history) Gradient', tooltip: vscode.l10n.t('{0} before the text was changed', sentence) };
  }
  const measured = report.status === 'error' ? sentence : `${sentence} (${measureSentence(report)})`;
  const tooltip = outcome.unsaved ? vscode.l10n.t('{0}; the text is not saved', measured) : measured;
  const text = `${ICONS[report.status]} Gradient: ${sentence}${outcome.unsaved ? ' $(circle-small-filled)' : ''}`;
  if (report.status === 'pass') return { text, tooltip };
  const background =
    report.status === 'undecided' ? 'statusBarItem.warningBackground' : 'statusBarItem.errorBackground';
  return { text, tooltip, background };
}

function busyFace({ progress }: Running): Face {
  if (!progress) return { text: '$(loading~spin) Gradient', tooltip: vscode.l10n.t('reading the network') };
  const percent = Math.floor((100 * progress.done) / progress.total);
  return { text: `$(loading~spin) Gradient ${percent} %`, tooltip: vscode.l10n.t('checking {0}', progress.tensor) };
}

async function showMenu(): Promise<void> {
  const choices = [
    { label: `$(play) ${vscode.l10n.t('Run Gradient Check')}`, command: COMMANDS.runCheck },
    { label: `$(type-hierarchy) ${vscode.l10n.t('Open Graph Inspector')}`, command: COMMANDS.openInspector },
    { label: `$(warning) ${vscode.l10n.t('Show Problems')}`, command: 'workbench.actions.view.problems' },
    { label: `$(output) ${vscode.l10n.t('Show Log')}`, command: COMMANDS.showLog },
  ];
  const chosen = await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('Gradient Check') });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}
