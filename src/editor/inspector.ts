// The host side of the graph panels: one panel for each network, which shows its latest result and asks for runs.

import * as vscode from 'vscode';
import type {
  GraphForm,
  InspectorMethods,
  PanelMessage,
  PanelRequest,
  PanelState,
  SessionResult,
} from '../protocol/messages';
import { Rpc } from '../protocol/rpc';
import { encode, pack } from '../protocol/wire';
import { chooseExport, saveGraph } from './export-graph';
import { COMMANDS, INSPECTOR_VIEW } from './ids';
import { inspectorPage, inspectorResources } from './inspector-page';
import { nameAt, placeOf } from './inspector-places';
import { InspectorWhatIf } from './inspector-what-if';
import { activeNetwork, baseName, fileLabel } from './network-file';
import { rangeOf } from './range';
import { checkWithProgress, sayWhatToDo } from './run-check';
import type { Asked } from './checks';
import type { Feature, Services } from './services';

export const inspector: Feature = (services) => {
  const panels = new Map<string, Inspector>();
  const show = (uri: vscode.Uri, panel: vscode.WebviewPanel): void => {
    const key = uri.toString();
    panels.set(key, new Inspector(uri, panel, services));
    panel.onDidDispose(() => panels.delete(key));
  };
  const openFor = (network: vscode.Uri): Inspector => {
    const key = network.toString();
    if (panels.has(key)) panels.get(key)!.reveal();
    else show(network, createPanel(network));
    return panels.get(key)!;
  };
  const open = (uri: vscode.Uri | undefined): void => {
    const network = uri ?? activeNetwork()?.uri;
    if (network) openFor(network);
    else void sayWhatToDo();
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(COMMANDS.openInspector, open),
    vscode.commands.registerCommand(COMMANDS.exportGraph, async (uri: vscode.Uri | undefined) => {
      const wanted = await chooseExport(uri, services);
      if (wanted) openFor(wanted.network).export(wanted.form);
    }),
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
  /** The result that the panel shows. */
  private shown: SessionResult | null = null;
  private readonly whatIf: InspectorWhatIf;
  private loaded = false;
  /** In which form the graph is to be saved. */
  private wanted: GraphForm | null = null;

  constructor(
    private readonly uri: vscode.Uri,
    private readonly panel: vscode.WebviewPanel,
    private readonly services: Services,
  ) {
    const { checks, results, extensionUri } = services;
    const showFile = (): void => {
      this.shown = null;
      this.refresh();
    };
    this.whatIf = new InspectorWhatIf(services, (message) => this.post(message), showFile);
    const isOurs = (changed: vscode.Uri): boolean => changed.toString() === uri.toString();
    const refresh = (changed: vscode.Uri): void => void (isOurs(changed) && this.refresh());
    const listeners: ((message: unknown) => void)[] = [];
    const questions = new Rpc<Record<never, never>, InspectorMethods, never>(
      {
        post: (message) => void panel.webview.postMessage(pack(message)),
        onMessage: (listener) => void listeners.push(listener),
        close: () => listeners.splice(0),
      },
      {
        open: async ({ layer }) => checks.open(await this.asked(), layer),
        element: async ({ query, inside }) => checks.element(await this.asked(), query, inside),
        stepErrors: async ({ query, inside }) => checks.stepErrors(await this.asked(), query, inside),
        path: async ({ query, inside }) => checks.path(await this.asked(), query, inside),
        whatIf: async ({ overrides }) => this.whatIf.set(await this.document(), overrides),
        writeBack: async (request) => this.whatIf.writeBack(await this.document(), request),
        tensor: async ({ query, inside }) => checks.tensor(await this.asked(), query, inside),
        save: (request) => saveGraph(request, uri, services),
      },
    );
    this.subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: PanelRequest) => {
        listeners.forEach((listener) => listener(message));
        void this.receive(message);
      }),
      checks.onDidChange(refresh),
      results.onDidChange(refresh),
      vscode.window.onDidChangeTextEditorSelection((event) => {
        if (isOurs(event.textEditor.document.uri)) this.follow(event);
      }),
      { dispose: () => questions.dispose() },
      // A page that is not seen is gone.
      panel.onDidChangeViewState(() => (this.loaded &&= panel.visible)),
    );
    panel.onDidDispose(() => void this.subscriptions.dispose());
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
    panel.webview.options = { enableScripts: true, localResourceRoots: inspectorResources(extensionUri) };
    panel.webview.html = inspectorPage(panel.webview, extensionUri);
  }

  reveal(): void {
    this.panel.reveal();
  }

  /** As soon as the page is there. */
  export(form: GraphForm): void {
    this.wanted = form;
    if (this.loaded) this.exportWanted();
  }

  private exportWanted(): void {
    if (this.wanted) this.post({ type: 'export', form: this.wanted });
    this.wanted = null;
  }

  dispose(): void {
    this.panel.dispose();
  }

  private async receive(request: PanelRequest): Promise<void> {
    switch (request.type) {
      case 'ready':
        this.whatIf.restore(request.overrides);
        return this.begin();
      case 'run':
        return this.run();
      case 'reveal':
        return request.how === 'go' ? this.goTo(request.name) : this.showText(request.name);
    }
  }

  /** The page has been loaded, for the first time or again. A network that was never checked is checked now. */
  private async begin(): Promise<void> {
    this.post({ type: 'document', state: { uri: this.uri.toString() }, file: fileLabel(this.uri) });
    this.shown = null;
    const { checks, results } = this.services;
    const document = await this.document();
    this.refresh();
    this.loaded = true;
    this.exportWanted();
    if (!results.of(document) && !checks.of(document)) await this.run();
  }

  private async run(): Promise<void> {
    await checkWithProgress(this.services, await this.document());
  }

  /** What the panel's questions are about: what it shows. */
  private async asked(): Promise<Asked> {
    return this.whatIf.about ?? this.document();
  }

  private document(): Thenable<vscode.TextDocument> {
    return vscode.workspace.openTextDocument(this.uri);
  }

  /** What the person sees of a network that has been closed stays as it is. */
  private refresh(): void {
    const { checks, results } = this.services;
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === this.uri.toString());
    if (!document) return;
    const outcome = results.of(document);
    if (outcome && outcome.result !== this.shown) {
      this.shown = outcome.result;
      if (!this.whatIf.covers(outcome.result))
        this.post({ type: 'result', result: outcome.result, stale: outcome.stale });
    } else if (outcome?.stale) {
      this.post({ type: 'stale' });
    }
    const running = checks.of(document);
    this.post(running ? { type: 'running', progress: running.progress } : { type: 'idle' });
    void this.whatIf.follow(document);
  }

  /** The panel selects what the cursor stands on, where a person has put it there. */
  private follow({ textEditor, kind, selections }: vscode.TextEditorSelectionChangeEvent): void {
    if (kind !== vscode.TextEditorSelectionChangeKind.Mouse && kind !== vscode.TextEditorSelectionChangeKind.Keyboard)
      return;
    const result = this.services.results.of(textEditor.document)?.result;
    const name = result?.ok ? nameAt(result, selections[0].active) : null;
    if (name !== null) this.post({ type: 'cursor', name });
  }

  private async goTo(name: string): Promise<void> {
    const document = await this.document();
    const range = this.rangeOf(document, name);
    if (!range) return;
    const editor = await vscode.window.showTextDocument(document, { viewColumn: this.columnOfText(), preview: false });
    editor.selection = new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Without taking the person out of the panel. */
  private showText(name: string): void {
    const editor = this.textEditor();
    const range = editor && this.rangeOf(editor.document, name);
    if (!range) return;
    editor.selection = new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Of a layer, an input or a param. */
  private rangeOf(document: vscode.TextDocument, name: string): vscode.Range | null {
    const result = this.services.results.of(document)?.result;
    const span = result?.ok ? placeOf(result, name) : undefined;
    return span ? rangeOf(span) : null;
  }

  private textEditor(): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find(({ document: { uri } }) => uri.toString() === this.uri.toString());
  }

  /** Where the text is shown already; else beside the panel. */
  private columnOfText(): vscode.ViewColumn {
    return this.textEditor()?.viewColumn ?? vscode.ViewColumn.One;
  }

  private post(message: PanelMessage): void {
    void this.panel.webview.postMessage(encode(message));
  }
}
