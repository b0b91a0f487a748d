// "Gradient: Explain Mismatch": the story of a guilty layer as a document beside the network. It follows the latest check.

import * as vscode from 'vscode';
import { faultText } from '../session/prose';
import { faultStory, guiltyLayers } from '../session/render/story';
import type { SessionResult } from '../protocol/messages';
import { COMMANDS, STORY_SCHEME } from './ids';
import { baseName } from './network-file';
import type { Outcome, Results } from './results';
import { checkWithProgress, networkMeant } from './run-check';
import type { Feature, Services } from './services';

/** What is to be explained: a layer, or whichever is at fault. */
export interface Mismatch {
  readonly uri?: string | vscode.Uri;
  readonly layer?: string;
}

export const explain: Feature = (services) => {
  const { results } = services;
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const told = (network: vscode.Uri): void => {
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === STORY_SCHEME && subjectOf(uri).network.toString() === network.toString()) changed.fire(uri);
  };
  return vscode.Disposable.from(
    changed,
    results.onDidChange(told),
    vscode.workspace.registerTextDocumentContentProvider(STORY_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => storyOf(uri, services),
    }),
    vscode.commands.registerCommand(COMMANDS.explainMismatch, (mismatch?: Mismatch) => tell(mismatch, services)),
  );
};

async function tell({ uri, layer }: Mismatch = {}, services: Services): Promise<void> {
  const document = await networkMeant(uri);
  const result = document && (await freshResult(document, services));
  if (!result) return;
  const guilty = result.ok ? guiltyLayers(result) : [];
  const chosen = layer !== undefined && guilty.includes(layer) ? layer : await chooseLayer(guilty, result);
  if (chosen === undefined) return;
  const story = storyUri(document.uri, chosen);
  // A document of its own where no one shows Markdown.
  await vscode.commands
    .executeCommand('markdown.showPreviewToSide', story)
    .then(undefined, () => vscode.window.showTextDocument(story, { viewColumn: vscode.ViewColumn.Beside }));
}

/** The result of the text as it is; checked now where it was not. */
export async function freshResult(
  document: vscode.TextDocument,
  services: Services,
): Promise<SessionResult | undefined> {
  return settledResult(document, services.results) ?? checkWithProgress(services, document);
}

/** What is known of the text as it is, once its check has ended. */
export function settledResult(document: vscode.TextDocument, results: Results): SessionResult | undefined {
  const outcome = results.of(document);
  return outcome && !outcome.stale && !(outcome.result.ok && outcome.result.early) ? outcome.result : undefined;
}

async function chooseLayer(guilty: readonly string[], result: SessionResult): Promise<string | undefined> {
  if (guilty.length === 1) return guilty[0];
  if (guilty.length === 0 || !result.ok) {
    const message = result.ok
      ? vscode.l10n.t('No layer is at fault: there is no mismatch to explain.')
      : vscode.l10n.t('This network could not be read: see the Problems panel.');
    void vscode.window.showInformationMessage(message);
    return undefined;
  }
  const { faults } = result.report;
  const items = guilty.map((layer) => ({
    label: layer,
    detail: faults
      .filter((fault) => fault.layer === layer)
      .map(faultText)
      .join(' '),
  }));
  const title = vscode.l10n.t('Explain Mismatch: which layer?');
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.label;
}

/** Its name is the tab's; what it is about stands in the query. */
function storyUri(network: vscode.Uri, layer: string): vscode.Uri {
  const query = new URLSearchParams({ network: network.toString(), layer }).toString();
  return vscode.Uri.from({ scheme: STORY_SCHEME, path: `/${baseName(network)}/${layer}.md`, query });
}

function subjectOf({ query }: vscode.Uri): { readonly network: vscode.Uri; readonly layer: string } {
  const params = new URLSearchParams(query);
  return { network: vscode.Uri.parse(params.get('network')!, true), layer: params.get('layer')! };
}

/** A story of the last session is told anew. */
async function storyOf(uri: vscode.Uri, { results, checks }: Services): Promise<string> {
  const { network, layer } = subjectOf(uri);
  const document = await vscode.workspace.openTextDocument(network);
  const outcome = results.of(document) ?? { result: await checks.run(document), stale: false };
  return storyText(layer, outcome, document.getText());
}

function storyText(layer: string, { result, stale }: Pick<Outcome, 'result' | 'stale'>, text: string): string {
  if (!result.ok) return `# ${layer}\n\n${vscode.l10n.t('This network could not be read: see the Problems panel.')}\n`;
  const story = faultStory(layer, result, stale ? null : text);
  if (story === null) return `# ${layer}\n\n${vscode.l10n.t('This layer is no longer at fault.')}\n`;
  return stale ? `> ${vscode.l10n.t('This was so before the text was changed.')}\n\n${story}` : story;
}
