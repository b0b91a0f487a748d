// What every feature of the editor is given, and what a feature is.

import type * as vscode from 'vscode';
import type { Checks } from './checks';
import type { Results } from './results';

export interface Services {
  readonly extensionUri: vscode.Uri;
  readonly checks: Checks;
  readonly results: Results;
  readonly log: vscode.LogOutputChannel;
}

/** Registers itself; what it returns takes it away again. */
export type Feature = (services: Services) => vscode.Disposable;
