// What every feature of the editor is given, and what a feature is.

import type * as vscode from 'vscode';
import type { Platform } from '../platform/platform';
import type { Checks } from './checks';
import type { Results } from './results';

/** Where the extension runs. */
export type Host = 'node' | 'browser';

export interface Services {
  readonly host: Host;
  readonly platform: Platform;
  readonly extensionUri: vscode.Uri;
  readonly checks: Checks;
  readonly results: Results;
  readonly log: vscode.LogOutputChannel;
}

/** Registers itself; what it returns takes it away again. */
export type Feature = (services: Services) => vscode.Disposable;
