// "Gradient: Debug Network": steps through the passes of a network in the editor's own debugger.

import * as vscode from 'vscode';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { DebugAdapter } from '../debugger/adapter';
import type { LaunchArguments } from '../debugger/subject';
import { breakpointCommands } from './debug-breakpoints';
import { DebugLauncher, pathOf } from './debug-launcher';
import { expressionAt } from './debug-expressions';
import { COMMANDS, DEBUG_TYPE } from './ids';
import { baseName, NETWORK_PATTERN, NETWORK_SELECTOR } from './network-file';
import { networkMeant } from './run-check';
import type { Feature, Services } from './services';

/** What is to be debugged: the network in the active editor, another one, or one from a layer or tensor on. */
export interface DebugTarget extends Pick<LaunchArguments, 'stopAt'> {
  readonly uri: string;
}

/** A debug configuration of ours. */
type Configuration = vscode.DebugConfiguration & LaunchArguments;

/** Variables and the call stack: the editor opens it of itself only at breakpoints. */
const DEBUG_VIEW = 'workbench.view.debug';

const MOST_SUGGESTED = 50;

export const debug: Feature = (services) =>
  vscode.Disposable.from(
    breakpointCommands(),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
      createDebugAdapterDescriptor: ({ workspaceFolder }) =>
        new vscode.DebugAdapterInlineImplementation(new InlineAdapter(services, workspaceFolder)),
    }),
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, { resolveDebugConfiguration }),
    vscode.debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      { provideDebugConfigurations },
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    vscode.languages.registerEvaluatableExpressionProvider(NETWORK_SELECTOR, {
      provideEvaluatableExpression: (document, position) => expressionAt(document, position),
    }),
    vscode.commands.registerCommand(COMMANDS.debugNetwork, async (target?: vscode.Uri | DebugTarget) => {
      const { uri, stopAt } = targetOf(target);
      const document = await networkMeant(uri);
      if (document && (await debugNetwork(document.uri, stopAt))) await vscode.commands.executeCommand(DEBUG_VIEW);
    }),
  );

/** Whether a session has begun. */
export function debugNetwork(uri: vscode.Uri, stopAt?: string): Thenable<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return vscode.debug.startDebugging(folder, { ...configurationFor(uri), ...(stopAt !== undefined && { stopAt }) });
}

function targetOf(target: vscode.Uri | DebugTarget | undefined): {
  readonly uri?: vscode.Uri | string;
  readonly stopAt?: string;
} {
  if (!target) return {};
  return 'uri' in target ? target : { uri: target };
}

function configurationFor(uri: vscode.Uri): Configuration {
  const name = vscode.l10n.t('Debug {0}', baseName(uri));
  return { type: DEBUG_TYPE, request: 'launch', name, program: pathOf(uri) };
}

/** Without a configuration, the network that is seen. Undefined where there is none: nothing is started. */
async function resolveDebugConfiguration(
  _folder: vscode.WorkspaceFolder | undefined,
  given: vscode.DebugConfiguration,
): Promise<Configuration | undefined> {
  const configuration = given as Configuration;
  if (configuration.program !== undefined) return configuration;
  const document = await networkMeant(undefined);
  return document && { ...configurationFor(document.uri), ...definedOf(configuration) };
}

function definedOf(configuration: Partial<Configuration>): Partial<Configuration> {
  return Object.fromEntries(Object.entries(configuration).filter(([, value]) => value !== undefined && value !== ''));
}

async function provideDebugConfigurations(): Promise<Configuration[]> {
  const files = await vscode.workspace.findFiles(NETWORK_PATTERN, '**/node_modules/**', MOST_SUGGESTED);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1)).map(configurationFor);
}

/** The adapter, in the extension host: whatever takes time is done by its worker. */
class InlineAdapter implements vscode.DebugAdapter {
  private readonly sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly onDidSendMessage = this.sent.event;
  private readonly adapter: DebugAdapter;

  constructor(services: Services, folder: vscode.WorkspaceFolder | undefined) {
    this.adapter = new DebugAdapter(new DebugLauncher(services, folder), (message) => this.sent.fire(message));
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    void this.adapter.handle(message as DebugProtocol.ProtocolMessage);
  }

  dispose(): void {
    this.adapter.dispose();
    this.sent.dispose();
  }
}
