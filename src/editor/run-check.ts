// "Gradient: Run Gradient Check": checks a network while the person can watch and cancel, and says how it went.

import * as vscode from 'vscode';
import type { SessionResult } from '../protocol/messages';
import { Cancelled } from '../session/types';
import { TimedOut } from '../supervisor/errors';
import { Untrusted, type Checks } from './checks';
import { COMMANDS, SETTINGS } from './ids';
import { activeNetwork, baseName, isNetwork } from './network-file';
import type { Feature, Services } from './services';
import { measureSentence, verdictSentence, verdictWithCause } from './text/verdict';

/** The setting of how long a check may take. */
const TIMEOUT = `${SETTINGS.section}.${SETTINGS.timeout}`;

export const runCheck: Feature = (services) =>
  vscode.commands.registerCommand(COMMANDS.runCheck, async (uri?: vscode.Uri) => {
    const document = await networkMeant(uri);
    if (!document) return;
    const result = await checkWithProgress(services, document);
    // The command has done its work: who reads its notice is not waited for.
    if (result) void sayHowItWent(result);
  });

/** What a command is about: that network, else the active one. Undefined where there is none, of which the person is told. */
export async function networkMeant(uri: vscode.Uri | string | undefined): Promise<vscode.TextDocument | undefined> {
  // Links carry it as text.
  const given = typeof uri === 'string' ? vscode.Uri.parse(uri, true) : uri;
  const document = given ? await vscode.workspace.openTextDocument(given) : activeNetwork();
  if (document && isNetwork(document)) return document;
  void sayWhatToDo();
  return undefined;
}

/** Undefined where the check was cancelled or broke down, of which the person has been told. */
export async function checkWithProgress(
  { checks, log }: Pick<Services, 'checks' | 'log'>,
  document: vscode.TextDocument,
): Promise<SessionResult | undefined> {
  try {
    return await withProgress(checks, document);
  } catch (error) {
    if (error instanceof Untrusted) void askForTrust(document);
    else if (!(error instanceof Cancelled)) void sayWhatBroke(error as Error, log);
    return undefined;
  }
}

function withProgress(checks: Checks, document: vscode.TextDocument): Thenable<SessionResult> {
  const title = vscode.l10n.t('Checking {0}', baseName(document.uri));
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (notice, cancellation) => {
    let shown = 0;
    return checks.run(document, cancellation, ({ done, total, tensor }) => {
      const percent = (100 * done) / total;
      notice.report({ message: tensor, increment: percent - shown });
      shown = percent;
    });
  });
}

export async function sayWhatToDo(): Promise<void> {
  const create = vscode.l10n.t('New Network');
  const message = vscode.l10n.t('Open a network first: a file whose name ends in .grad.json or .grad.ts.');
  const chosen = await vscode.window.showInformationMessage(message, create);
  if (chosen === create) await vscode.commands.executeCommand(COMMANDS.newNetwork);
}

async function askForTrust({ uri }: vscode.TextDocument): Promise<void> {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t(
    '{0} is a program: checking it runs its code. It was not run, because this folder is in Restricted Mode.',
    baseName(uri),
  );
  const chosen = await vscode.window.showWarningMessage(message, manage);
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

async function sayHowItWent({ report }: SessionResult): Promise<void> {
  const name = report.status === 'error' ? report.file : report.network;
  const sentence = `${name}: ${verdictSentence(report)}`;
  const problems = vscode.l10n.t('Show Problems');
  const graph = vscode.l10n.t('Open Graph Inspector');
  const chosen =
    report.status === 'pass'
      ? await vscode.window.showInformationMessage(`${sentence} (${measureSentence(report)}).`, graph)
      : report.status === 'undecided'
        ? await vscode.window.showWarningMessage(`${sentence}.`, problems, graph)
        : await vscode.window.showErrorMessage(`${name}: ${verdictWithCause(report)}`, problems);
  if (chosen === problems) await vscode.commands.executeCommand('workbench.actions.view.problems');
  if (chosen === graph) await vscode.commands.executeCommand(COMMANDS.openInspector);
}

/** Why a check that was not cancelled has no result. */
export function whatBroke(error: Error): string {
  return error instanceof TimedOut
    ? vscode.l10n.t(
        'The check was ended after {0} s. Let it check a part ("check": {"sample": 100}), or allow it more time ({1}).',
        error.seconds,
        TIMEOUT,
      )
    : vscode.l10n.t('The check broke down: {0}', error.message);
}

export async function sayWhatBroke(error: Error, log: vscode.LogOutputChannel): Promise<void> {
  const message = whatBroke(error);
  if (error instanceof TimedOut) {
    const open = vscode.l10n.t('Open Settings');
    if ((await vscode.window.showErrorMessage(message, open)) !== open) return;
    await vscode.commands.executeCommand('workbench.action.openSettings', TIMEOUT);
    return;
  }
  const show = vscode.l10n.t('Show Log');
  if ((await vscode.window.showErrorMessage(message, show)) === show) log.show();
}
