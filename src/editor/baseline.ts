// "Gradient: Pin Gradient Baseline": from then on checks tell what is different from it, not from the text before the last edit.

import * as vscode from 'vscode';
import { freshResult } from './explain';
import { COMMANDS } from './ids';
import { baseName } from './network-file';
import { checkWithProgress, networkMeant } from './run-check';
import type { Feature, Services } from './services';

export const baseline: Feature = (services) =>
  vscode.Disposable.from(
    vscode.commands.registerCommand(COMMANDS.pinBaseline, (uri?: string) => withNetwork(uri, services, pin)),
    vscode.commands.registerCommand(COMMANDS.clearBaseline, (uri?: string) => withNetwork(uri, services, clear)),
  );

async function withNetwork(
  uri: string | undefined,
  services: Services,
  act: (document: vscode.TextDocument, services: Services) => Promise<void>,
): Promise<void> {
  const document = await networkMeant(uri);
  if (document) await act(document, services);
}

async function pin(document: vscode.TextDocument, services: Services): Promise<void> {
  const result = await freshResult(document, services);
  if (!result) return;
  if (!result.ok) {
    const message = vscode.l10n.t('This network could not be read: see the Problems panel.');
    return void vscode.window.showInformationMessage(message);
  }
  if (!(await services.checks.pin(document))) {
    // Its worker has ended since.
    await checkWithProgress(services, document);
    await services.checks.pin(document);
  }
  await checkWithProgress(services, document);
  const message = vscode.l10n.t(
    'The gradients of {0} are its baseline now: hovers tell what is different from them.',
    baseName(document.uri),
  );
  void vscode.window.showInformationMessage(message);
}

async function clear(document: vscode.TextDocument, services: Services): Promise<void> {
  if (!services.checks.unpin(document)) {
    const message = vscode.l10n.t('{0} has no baseline.', baseName(document.uri));
    return void vscode.window.showInformationMessage(message);
  }
  await checkWithProgress(services, document);
}
