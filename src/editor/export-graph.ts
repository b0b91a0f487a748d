// "Gradient: Export Graph": the graph of a panel as a file, drawn or recorded by the panel.

import * as vscode from 'vscode';
import manifest from '../../package.json';
import { bytesOf } from '../handout/bytes';
import { handoutPage } from '../handout/page';
import type { Recorded } from '../handout/record';
import { writtenFor } from '../handout/written';
import type { GraphForm, SaveRequest } from '../protocol/messages';
import { decode } from '../protocol/wire';
import { freshResult } from './explain';
import { baseName, besideNetwork, readCurrent } from './network-file';
import { networkMeant } from './run-check';
import { chooseFile, offerToOpen } from './save-beside';
import type { Services } from './services';
import { writeWhole } from './write-whole';

interface Wanted {
  readonly network: vscode.Uri;
  readonly form: GraphForm;
}

/** Null where there is no graph, which the person is told, or where nothing was chosen. */
export async function chooseExport(uri: vscode.Uri | undefined, services: Services): Promise<Wanted | null> {
  const document = await networkMeant(uri);
  const result = document && (await freshResult(document, services));
  if (!result) return null;
  if (!result.ok) {
    const message = vscode.l10n.t('{0} cannot be read yet: there is no graph of it.', baseName(document.uri));
    void vscode.window.showWarningMessage(message);
    return null;
  }
  const title = vscode.l10n.t('Export Graph');
  // A panel that was left for the palette takes the focus back when the palette closes.
  const chosen = await vscode.window.showQuickPick(forms(), { title, ignoreFocusOut: true });
  return chosen ? { network: document.uri, form: chosen.form } : null;
}

const forms = (): (vscode.QuickPickItem & { readonly form: GraphForm })[] => [
  { form: 'svg', label: 'SVG', detail: vscode.l10n.t('A drawing of the whole graph, sharp at any size') },
  { form: 'png', label: 'PNG', detail: vscode.l10n.t('The same drawing as an image, for where no SVG is taken') },
  { form: 'html', label: 'HTML', detail: vscode.l10n.t('A page to hand in: the inspector itself, for any browser') },
];

/** False where the person does not want to. */
export async function saveGraph(request: SaveRequest, network: vscode.Uri, services: Services): Promise<boolean> {
  const { form } = request;
  const file = await chooseFile(network, `.graph.${form}`, {
    title: `${vscode.l10n.t('Export Graph')}: ${form.toUpperCase()}`,
    filters: { [form.toUpperCase()]: [form] },
  });
  if (!file) return false;
  await writeWhole(file, await contentOf(request, network, services));
  void offerToOpen(file);
  return true;
}

async function contentOf(request: SaveRequest, network: vscode.Uri, services: Services): Promise<string | Uint8Array> {
  switch (request.form) {
    case 'svg':
      return request.text;
    case 'png':
      return bytesOf(request.base64);
    case 'html':
      return pageOf(decode<Recorded>(request.recorded), network, services);
  }
}

async function pageOf(recorded: Recorded, network: vscode.Uri, { extensionUri, results }: Services): Promise<string> {
  const assets = [
    ['dist', 'webview.js'],
    ['media', 'inspector.css'],
    ['dist', 'worker.js'],
  ];
  const [script, style, engine] = await Promise.all(
    assets.map((asset) => readText(vscode.Uri.joinPath(extensionUri, ...asset))),
  );
  const document = await vscode.workspace.openTextDocument(network);
  // A page that computes is of the numbers in the text.
  const isOfText = results.of(document)?.stale === false && !recorded.result.whatIf;
  const read = (path: string): Promise<Uint8Array> => readCurrent(besideNetwork(network, path));
  const written = isOfText ? await writtenFor(network.path, document.getText(), read) : null;
  const made = { version: manifest.version, at: new Date().toISOString() };
  return handoutPage({ ...recorded, written, made }, { script, style, engine });
}

async function readText(file: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}
