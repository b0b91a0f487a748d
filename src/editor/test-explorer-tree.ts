// The tests: each file of the workspace, its network, and the tensors, found without running anything.

import * as vscode from 'vscode';
import type { CheckResult } from '../protocol/messages';
import { placeOfTensor } from '../session/place';
import { NETWORK_PATTERN, baseName, fileLabel, isNetwork, isProgram, readCurrent } from './network-file';
import { rangeOf } from './range';
import { outlineOfJson, outlineOfProgram, type Outline } from './test-explorer-outline';

const ELSEWHERE = '**/node_modules/**';
/** Typing has paused. */
const PAUSE_MS = 500;
const START = new vscode.Range(0, 0, 0, 0);

export class TestTree implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable;
  private readonly pauses = new Map<string, ReturnType<typeof setTimeout>>();
  private found: Promise<void> | null = null;
  /** Programs whose tensors are known from a check: their text alone tells less. */
  private readonly adopted = new Set<string>();

  constructor(private readonly controller: vscode.TestController) {
    const watcher = vscode.workspace.createFileSystemWatcher(NETWORK_PATTERN);
    this.subscriptions = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate((uri) => {
        if (!uri.path.includes('/node_modules/')) this.add(uri);
      }),
      watcher.onDidChange((uri) => this.readSoon(uri)),
      watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString())),
      vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.readSoon(document.uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.found = null;
        void this.find();
      }),
    );
    controller.resolveHandler = (item) => (item ? this.read(item) : this.find());
    controller.refreshHandler = () => {
      this.found = null;
      return this.find();
    };
    vscode.workspace.textDocuments.forEach((document) => this.opened(document));
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const pause of this.pauses.values()) clearTimeout(pause);
  }

  /** All files of the workspace. Their texts are read when someone looks into them. */
  find(): Promise<void> {
    return (this.found ??= this.search());
  }

  /** The file that a test belongs to. */
  fileOf(item: vscode.TestItem): vscode.TestItem {
    return item.parent ? this.fileOf(item.parent) : item;
  }

  /** The network of a file, and its tensors. */
  async read(file: vscode.TestItem): Promise<void> {
    if (file.parent) return;
    const uri = file.uri!;
    const text = new TextDecoder().decode(await readCurrent(uri));
    const outline = (isProgram(uri) ? outlineOfProgram : outlineOfJson)(text, baseName(uri));
    this.show(file, outline.network, rangesIn(text, outline));
  }

  /** Unless it was read before. A file that is gone by now says so when it is checked. */
  async unfold(file: vscode.TestItem): Promise<void> {
    if (file.children.size === 0) await this.read(file).catch(() => undefined);
  }

  /** Takes the tensors from a check: it knows them all, and where they stand. */
  adopt(file: vscode.TestItem, result: CheckResult): void {
    const tensors = result.report.tensors.map((tensor): readonly [string, vscode.Range] => {
      const span = placeOfTensor(tensor, result);
      return [tensor.name, span ? rangeOf(span) : START];
    });
    if (isProgram(file.uri!)) this.adopted.add(file.id);
    this.show(file, result.report.network, tensors);
  }

  private async search(): Promise<void> {
    const files = await vscode.workspace.findFiles(NETWORK_PATTERN, ELSEWHERE);
    const known = new Set(files.map((uri) => uri.toString()));
    this.controller.items.forEach(({ id }) => {
      if (!known.has(id)) this.controller.items.delete(id);
    });
    files.forEach((uri) => this.add(uri));
  }

  private add(uri: vscode.Uri): vscode.TestItem {
    const existing = this.controller.items.get(uri.toString());
    if (existing) return existing;
    const item = this.controller.createTestItem(uri.toString(), fileLabel(uri), uri);
    item.canResolveChildren = true;
    this.controller.items.add(item);
    return item;
  }

  /** Whoever sees a network's text sees its tests beside it. */
  private opened(document: vscode.TextDocument): void {
    const { uri } = document;
    if (!isNetwork(document) || !vscode.workspace.getWorkspaceFolder(uri)) return;
    const item = this.add(uri);
    void this.unfold(item);
  }

  /** Only where someone has looked into it. */
  private readSoon(uri: vscode.Uri): void {
    const item = this.controller.items.get(uri.toString());
    if (!item || item.children.size === 0 || this.adopted.has(item.id)) return;
    clearTimeout(this.pauses.get(item.id));
    this.pauses.set(
      item.id,
      setTimeout(() => {
        this.pauses.delete(item.id);
        // It may be gone by now.
        void this.read(item).catch(() => this.controller.items.delete(item.id));
      }, PAUSE_MS),
    );
  }

  private show(file: vscode.TestItem, name: string, tensors: readonly (readonly [string, vscode.Range])[]): void {
    const { id, uri } = file;
    const network = file.children.get(networkId(id)) ?? this.controller.createTestItem(networkId(id), name, uri);
    network.label = name;
    network.range = START;
    network.children.replace(
      tensors.map(([tensor, range], place) => {
        const existing = network.children.get(tensorId(id, tensor));
        const item = existing ?? this.controller.createTestItem(tensorId(id, tensor), tensor, uri);
        item.range = range;
        // In the order of the forward pass.
        item.sortText = String(place).padStart(6, '0');
        return item;
      }),
    );
    file.children.replace([network]);
  }
}

function networkId(file: string): string {
  return `${file}#`;
}

export function tensorId(file: string, tensor: string): string {
  return `${file}#${tensor}`;
}

function rangesIn(text: string, { tensors }: Outline): (readonly [string, vscode.Range])[] {
  const starts = [0, ...[...text.matchAll(/\r\n|[\r\n]/g)].map(({ index, 0: end }) => index + end.length)];
  return tensors.map(({ name, offset }) => {
    const line = starts.findLastIndex((start) => start <= offset);
    const position = new vscode.Position(line, offset - starts[line]);
    return [name, new vscode.Range(position, position)];
  });
}
