// Puts the features together. Nothing is computed and no worker started before it is needed.

import * as vscode from 'vscode';
import type { Platform } from '../platform/platform';
import { speak } from '../session/translate';
import { baseline } from './baseline';
import { causes } from './causes';
import { Checks } from './checks';
import { debug } from './debug';
import { diagnostics } from './diagnostics';
import { explain } from './explain';
import { exportReport } from './export-report';
import { fixes } from './fixes';
import { hover } from './hover';
import { inspector } from './inspector';
import { language } from './language';
import { layerMarks } from './layer-marks';
import { liveCheck } from './live-check';
import { languageModelTools } from './language-model-tools';
import { logCommand } from './log-command';
import { newNetwork } from './new-network';
import { Results } from './results';
import { runCheck } from './run-check';
import type { Feature, Host, Services } from './services';
import { statusItem } from './status-item';
import { testExplorer } from './test-explorer';
import { walkthrough } from './walkthrough';

const FEATURES: readonly Feature[] = [
  runCheck,
  liveCheck,
  diagnostics,
  fixes,
  causes,
  hover,
  baseline,
  statusItem,
  inspector,
  language,
  layerMarks,
  explain,
  exportReport,
  testExplorer,
  debug,
  languageModelTools,
  walkthrough,
  newNetwork,
  logCommand,
];

export function activateWith(
  { extensionUri, subscriptions }: vscode.ExtensionContext,
  platform: Platform,
  host: Host,
): void {
  speak((message, ...values) => vscode.l10n.t(message, ...values));
  const log = vscode.window.createOutputChannel('Gradient', { log: true });
  const results = new Results();
  const checks = new Checks(platform, results, log);
  const services: Services = { host, platform, extensionUri, checks, results, log };
  subscriptions.push(log, results, checks, ...FEATURES.map((feature) => feature(services)));
}
