// What the debug adapter debugs: a network checked as it stands in the editor, by a worker of the session's own, which keeps
// the numbers for as long as the session lasts.

import * as vscode from 'vscode';
import type { Launched, Launcher, LaunchArguments, LaunchProgress, Subject } from '../debugger/subject';
import type { CheckId, CheckResult, SessionResult } from '../protocol/messages';
import { Cancelled } from '../session/types';
import { Checker } from '../supervisor/checker';
import { checkerLimits } from './checks';
import { baseName, besideNetwork, fileLabel, isNetwork, isProgram, readCurrent } from './network-file';
import type { Services } from './services';
import { verdictWithCause } from './text/verdict';

/** For as long as a timer can wait. */
const NEVER_IDLE_MS = 2 ** 31 - 1;

export class DebugLauncher implements Launcher {
  private readonly checker: Checker;
  private ended = false;

  constructor(
    { platform, log }: Pick<Services, 'platform' | 'log'>,
    private readonly folder: vscode.WorkspaceFolder | undefined,
  ) {
    const readFile = ({ uri, path }: { uri: string; path: string }): Promise<Uint8Array> =>
      readCurrent(besideNetwork(vscode.Uri.parse(uri, true), path));
    this.checker = new Checker(
      platform,
      { readFile, log: ({ message }) => log.warn(message) },
      { ...checkerLimits(), idleMs: NEVER_IDLE_MS },
    );
  }

  async launch({ program }: LaunchArguments, progress: (at: LaunchProgress) => void): Promise<Launched> {
    const document = await vscode.workspace.openTextDocument(uriOf(program ?? '', this.folder));
    const { uri } = document;
    const name = baseName(uri);
    if (!isNetwork(document))
      throw new Error(vscode.l10n.t('{0} is no network: its name must end in .grad.json or .grad.ts.', name));
    if (isProgram(uri) && !vscode.workspace.isTrusted)
      throw new Error(vscode.l10n.t('{0} is a program: it waits until the workspace is trusted.', name));
    const id = { uri: uri.toString(), check: 1 };
    const request = { ...id, file: fileLabel(uri), text: document.getText() };
    const check = this.checker.check(request, ({ done, total, tensor }) => progress({ share: done / total, tensor }));
    const subject = await this.subjectOf(id, readable(await check.result));
    const is = (path: string): boolean => uriOf(path, this.folder).toString() === id.uri;
    return { subject, file: { name, path: pathOf(uri), is } };
  }

  dispose(): void {
    this.ended = true;
    this.checker.dispose();
  }

  /** The worker keeps what it has checked last, unless that is too much. */
  private present<T>(answer: T | null): T {
    if (answer !== null) return answer;
    throw this.ended ? new Cancelled() : new Error(vscode.l10n.t('The network is too large to be debugged.'));
  }

  private async subjectOf(id: CheckId, { report, view }: CheckResult): Promise<Subject> {
    const { tensors, formulas } = view;
    return {
      program: this.present(await this.checker.ask('program', id)),
      report,
      tensors,
      formulas,
      verdict: `${report.network}: ${verdictWithCause(report)}`,
      open: async (layer) => {
        const opened = this.present(await this.checker.ask('open', { ...id, layer }));
        const program = this.present(await this.checker.ask('program', { ...id, inside: layer }));
        return { program, tensors: opened.tensors };
      },
      evaluate: async (query, inside) => this.present(await this.checker.ask('evaluate', { ...id, inside, query })),
      element: async (query, inside) => this.present(await this.checker.ask('element', { ...id, inside, query })),
    };
  }
}

/** Where a launch configuration, or a breakpoint, says that a file is: a path, or a URI where it is on no disk. */
function uriOf(path: string, folder: vscode.WorkspaceFolder | undefined): vscode.Uri {
  if (/^[a-z][\w+.-]+:/i.test(path)) return vscode.Uri.parse(path, true);
  const file = vscode.Uri.file(path);
  const absolute = path.startsWith('/') || /^[a-z]:/i.test(path);
  if (!absolute && folder) return vscode.Uri.joinPath(folder.uri, path);
  // In a folder that is on no disk paths are that folder's.
  return folder && folder.uri.scheme !== 'file' ? folder.uri.with({ path: file.path }) : file;
}

/** As `uriOf` reads it. */
export function pathOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

function readable(result: SessionResult): CheckResult {
  if (result.ok) return result;
  const [{ message, span }] = result.report.errors;
  throw new Error(vscode.l10n.t('Line {0}: {1}', span.line, message));
}
