// A run of tests: the networks are checked one after the other, and each tensor's verdict is shown at its line.

import * as vscode from 'vscode';
import type { CheckResult, ErrorReport, TensorReport } from '../protocol/messages';
import { placeOfTensor } from '../session/place';
import { Cancelled } from '../session/types';
import { Untrusted } from './checks';
import { networkCoverage } from './test-explorer-coverage';
import { tensorId, type TestTree } from './test-explorer-tree';
import { rangeOf } from './range';
import type { Services } from './services';
import { failureText, numbersText } from './text/test-failure';
import { logLine } from './text/verdict';

/** How often a network is checked again whose check was ended by a newer one, of text just typed. */
const TRIES = 3;

export class TestRuns {
  constructor(
    private readonly controller: vscode.TestController,
    private readonly tree: TestTree,
    private readonly services: Services,
  ) {}

  /** What is asked for, or all there is. */
  async run(request: vscode.TestRunRequest, cancellation: vscode.CancellationToken): Promise<void> {
    await this.tree.find();
    const files = this.filesOf(request);
    // How far it has got can be told only of tests that are known.
    await Promise.all(files.map((file) => this.tree.unfold(file)));
    const run = this.controller.createTestRun(request);
    // The button of the run itself, which is not that of the request.
    const ended = new vscode.CancellationTokenSource();
    const subscriptions = [cancellation, run.token].map((token) => token.onCancellationRequested(() => ended.cancel()));
    try {
      for (const file of files) leavesOf(file).forEach((leaf) => run.enqueued(leaf));
      for (const file of files) {
        if (ended.token.isCancellationRequested) break;
        await this.check(file, request, run, ended.token);
      }
    } finally {
      run.end();
      vscode.Disposable.from(ended, ...subscriptions).dispose();
    }
  }

  private filesOf({ include, exclude }: vscode.TestRunRequest): vscode.TestItem[] {
    const chosen: vscode.TestItem[] = [];
    if (include) include.forEach((item) => chosen.push(this.tree.fileOf(item)));
    else this.controller.items.forEach((item) => chosen.push(item));
    const files = [...new Set(chosen)].filter((file) => !exclude?.includes(file));
    return files.sort((a, b) => (a.label < b.label ? -1 : 1));
  }

  private async check(
    file: vscode.TestItem,
    request: vscode.TestRunRequest,
    run: vscode.TestRun,
    cancellation: vscode.CancellationToken,
  ): Promise<void> {
    try {
      const document = await vscode.workspace.openTextDocument(file.uri!);
      leavesOf(file).forEach((leaf) => run.started(leaf));
      const result = await this.resultOf(document, cancellation);
      run.appendOutput(`${logLine(result.report)}\r\n`);
      if (!result.ok) return mistakes(result.report, file, run);
      this.tree.adopt(file, result);
      this.tell(file, result, request, run);
      if (request.profile?.kind === vscode.TestRunProfileKind.Coverage)
        run.addCoverage(networkCoverage(file.uri!, result));
    } catch (error) {
      if (error instanceof Cancelled) return leavesOf(file).forEach((leaf) => run.skipped(leaf));
      const message = new vscode.TestMessage(error instanceof Untrusted ? UNTRUSTED() : (error as Error).message);
      leavesOf(file).forEach((leaf) => run.errored(leaf, message));
    }
  }

  private async resultOf(document: vscode.TextDocument, cancellation: vscode.CancellationToken) {
    for (let tries = 1; ; tries++) {
      try {
        return await this.services.checks.run(document, cancellation);
      } catch (error) {
        const overtaken = error instanceof Cancelled && !cancellation.isCancellationRequested;
        if (!overtaken || tries === TRIES) throw error;
      }
    }
  }

  private tell(file: vscode.TestItem, result: CheckResult, request: vscode.TestRunRequest, run: vscode.TestRun): void {
    const items = new Map(leavesOf(file).map((leaf) => [leaf.id, leaf]));
    for (const tensor of result.report.tensors) {
      const item = items.get(tensorId(file.id, tensor.name));
      if (!item || !isWanted(item, request)) continue;
      if (tensor.status === 'skipped') run.skipped(item);
      else if (tensor.status === 'fail') run.failed(item, failure(tensor, file.uri!, result));
      else if (tensor.status === 'undecided') run.errored(item, failure(tensor, file.uri!, result));
      else run.passed(item);
    }
  }
}

const UNTRUSTED = (): string =>
  vscode.l10n.t('This network is a program: checking it runs its code. It waits until the workspace is trusted.');

function failure(tensor: TensorReport, uri: vscode.Uri, result: CheckResult): vscode.TestMessage {
  const fault = result.report.faults.find((fault) => fault.tensor === tensor.name);
  const span = fault?.span ?? placeOfTensor(tensor, result);
  const { expected, found } = numbersText(tensor, result.view.tensors[tensor.name]);
  const message = vscode.TestMessage.diff(failureText(tensor, fault, result.report), expected, found);
  message.location = new vscode.Location(uri, span ? rangeOf(span) : new vscode.Position(0, 0));
  return message;
}

/** The file could not be read: so says each of its tests, at the place of the mistake. */
function mistakes({ errors }: ErrorReport, file: vscode.TestItem, run: vscode.TestRun): void {
  const messages = errors.map(({ message, span }) => {
    const told = new vscode.TestMessage(message);
    told.location = new vscode.Location(file.uri!, rangeOf(span));
    return told;
  });
  leavesOf(file).forEach((leaf) => run.errored(leaf, messages));
}

/** The tensors; of a file that shows none, itself. */
function leavesOf(item: vscode.TestItem): vscode.TestItem[] {
  if (item.children.size === 0) return [item];
  const children: vscode.TestItem[] = [];
  item.children.forEach((child) => children.push(...leavesOf(child)));
  return children;
}

function isWanted(item: vscode.TestItem, { include, exclude }: vscode.TestRunRequest): boolean {
  const within = (all: readonly vscode.TestItem[]): boolean => {
    for (let at: vscode.TestItem | undefined = item; at; at = at.parent) if (all.includes(at)) return true;
    return false;
  };
  return (!include || within(include)) && !(exclude && within(exclude));
}
