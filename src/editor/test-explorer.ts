// The Test Explorer: every network of the workspace is a test, and so is each of its tensors.

import * as vscode from 'vscode';
import { debugTest } from './debug-tests';
import { isNetwork } from './network-file';
import type { Feature, Services } from './services';
import { detailsOf } from './test-explorer-coverage';
import { TestRuns } from './test-explorer-run';
import { TestTree } from './test-explorer-tree';

export const testExplorer: Feature = (services) => {
  const controller = vscode.tests.createTestController('gradient.tests', vscode.l10n.t('Gradient Checks'));
  const tree = new TestTree(controller);
  const runs = new TestRuns(controller, tree, services);
  // Checks again what is saved.
  const follow = (request: vscode.TestRunRequest, cancellation: vscode.CancellationToken): void => {
    const again = (saved: vscode.TextDocument): void => {
      const include = readersOf(saved, request, controller, tree, services);
      if (include.length === 0) return;
      void runs.run(new vscode.TestRunRequest(include, request.exclude, request.profile, true), cancellation);
    };
    const subscription = vscode.workspace.onDidSaveTextDocument(again);
    cancellation.onCancellationRequested(() => void subscription.dispose());
  };
  const profile = (label: string, kind: vscode.TestRunProfileKind): vscode.TestRunProfile => {
    const handler = (request: vscode.TestRunRequest, cancellation: vscode.CancellationToken): void | Promise<void> =>
      request.continuous ? follow(request, cancellation) : runs.run(request, cancellation);
    return controller.createRunProfile(label, kind, handler, true);
  };
  const check = profile(vscode.l10n.t('Check'), vscode.TestRunProfileKind.Run);
  check.supportsContinuousRun = true;
  controller.createRunProfile(
    vscode.l10n.t('Debug'),
    vscode.TestRunProfileKind.Debug,
    async (request, cancellation) => {
      await Promise.all([runs.run(request, cancellation), debugTest(request, tree)]);
    },
    true,
  );
  const coverage = profile(vscode.l10n.t('Check with Coverage of Layers'), vscode.TestRunProfileKind.Coverage);
  coverage.loadDetailedCoverage = (_, file) => Promise.resolve(detailsOf(file));
  return vscode.Disposable.from(controller, tree);
};

/** The tests of the request whose network was saved, or has a result that is no longer true. */
function readersOf(
  saved: vscode.TextDocument,
  { include }: vscode.TestRunRequest,
  { items }: vscode.TestController,
  tree: TestTree,
  { results }: Services,
): vscode.TestItem[] {
  const networks = vscode.workspace.textDocuments.filter(
    (document) => isNetwork(document) && (document === saved || results.of(document)?.stale),
  );
  const files = networks.flatMap(({ uri }) => items.get(uri.toString()) ?? []);
  return include ? include.filter((item) => files.includes(tree.fileOf(item))) : files;
}
