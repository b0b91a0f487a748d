// The host side of the graph panels: one panel for each network, which shows its latest result and asks for runs.

import * as vscode from 'vscode';
import type { PanelMessage, PanelRequest, PanelState } from '../protocol/messages';
import { encode } from '../protocol/wire';
import { COMMANDS, INSPECTOR_VIEW } from './ids';
import { inspectorPage, inspectorResources } from './inspector-page';
import { activeNetwork, baseName, fileLabel } from './network-file';
import { rangeOf } from './range';
import { checkWithProgress, sayWhatToDo } from './run-check';
import type { Feature, Services } from './services';

export const inspector: Feature = (services) => {
  const panels = new Map<string, Inspector>();
  const show = (uri: vscode.Uri, panel: vscode.WebviewPanel): void => {
    const key = uri.toString();
    panels.set(key, new Inspector(uri, panel, services));
    panel.onDidDispose(() => panels.delete(key));
  };
  const open = (uri: vscode.Uri | undefined): void => {
    const network = uri ?? activeNetwork()?.uri;
    if (!network) return void sayWhatToDo();
    const existing = panels.get(network.toString());
    if (existing) return existing.reveal();
    show(network, createPanel(network));
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(COMMANDS.openInspector, open),
    vscode.window.registerWebviewPanelSerializer(INSPECTOR_VIEW, {
      deserializeWebviewPanel: (panel, state: PanelState | undefined) => {
        if (state) show(vscode.Uri.parse(state.uri, true), panel);
        else panel.dispose();
        return Promise.resolve();
      },
    }),
    { dispose: () => [...panels.values()].forEach((panel) => panel.dispose()) },
  );
};

function createPanel(network: vscode.Uri): vscode.WebviewPanel {
  const title = vscode.l10n.t('Graph: {0}', baseName(network));
  return vscode.window.createWebviewPanel(INSPECTOR_VIEW, title, vscode.ViewColumn.Beside);
}

class Inspector {
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly uri: vscode.Uri,
    private readonly panel: vscode.WebviewPanel,
    private readonly services: Services,
  ) {
    const { checks, results, extensionUri } = services;
    const isOurs = (changed: vscode.Uri): boolean => changed.toString() === uri.toString();
    const refresh = (changed: vscode.Uri): void => void (isOurs(changed) && this.refresh());
    this.subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((request: PanelRequest) => this.receive(request)),
      checks.onDidChange(refresh),
      results.onDidChange(refresh),
    );
    panel.onDidDispose(() => void this.subscriptions.dispose());
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
    panel.webview.options = { enableScripts: true, localResourceRoots: inspectorResources(extensionUri) };
    panel.webview.html = inspectorPage(panel.webview, extensionUri);
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }

  private async receive(request: PanelRequest): Promise<void> {
    switch (request.type) {
      case 'ready':
        return this.begin();
      case 'run':
        return this.run();
      case 'reveal':
        return this.revealLayer(request.layer);
    }
  }

  /** The page has been loaded, for the first time or again. A network that was never checked is checked now. */
  private async begin(): Promise<void> {
    this.post({ type: 'document', state: { uri: this.uri.toString() }, file: fileLabel(this.uri) });
    this.refresh();
    const { checks, results } = this.services;
    const document = await vscode.workspace.openTextDocument(this.uri);
    if (!results.of(document) && !checks.of(document)) await this.run();
  }

  private async run(): Promise<void> {
    await checkWithProgress(this.services, await vscode.workspace.openTextDocument(this.uri));
  }

  /** What the person sees of a network that has been closed stays as it is. */
  private refresh(): void {
    const { checks, results } = this.services;
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === this.uri.toString());
    if (!document) return;
    const outcome = results.of(document);
    if (outcome) this.post({ type: 'result', ...outcome });
    const running = checks.of(document);
    this.post(running ? { type: 'running', progress: running.progress } : { type: 'idle' });
  }

  private async revealLayer(layer: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.uri);
    const result = this.services.results.of(document)?.result;
    const span = result?.ok ? result.layerSpans[layer] : undefined;
    if (!span) return;
    const editor = await vscode.window.showTextDocument(document, { viewColumn: this.columnOfText(), preview: false });
    const start = rangeOf(span).start;
    editor.selection = new vscode.Selection(start, start);
    editor.revealRange(rangeOf(span), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Where the text is shown already; else beside the panel. */
  private columnOfText(): vscode.ViewColumn {
    const shown = vscode.window.visibleTextEditors.find(
      ({ document: { uri } }) => uri.toString() === this.uri.toString(),
    );
    return shown?.viewColumn ?? vscode.ViewColumn.One;
  }

  private post(message: PanelMessage): void {
    void this.panel.webview.postMessage(encode(message));
  }
}
