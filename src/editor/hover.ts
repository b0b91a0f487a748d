// Hovers on the names of inputs, params and layers, in a program on the calls of layers: what the last check found out about them.

import * as vscode from 'vscode';
import { detailsOf } from './hover-details';
import { hoverCommands, link, linksFor, markdownString } from './hover-links';
import { COMMANDS } from './ids';
import { layerAt, mentionAt } from './names';
import { NETWORK_SELECTOR, isProgram } from './network-file';
import { pointedIn, type Pointed } from './pointed';
import type { Outcome } from './results';
import { rangeOf } from './range';
import type { Feature, Services } from './services';
import { hoverText, tensorsAt } from './text/hover';

export const hover: Feature = (services) =>
  vscode.Disposable.from(
    hoverCommands(services.results),
    vscode.languages.registerHoverProvider(NETWORK_SELECTOR, {
      provideHover: (document, position) => hoverAt(document, position, services),
    }),
  );

async function hoverAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  services: Services,
): Promise<vscode.Hover | undefined> {
  const outcome = services.results.of(document);
  const pointed = nameAt(document, position, outcome);
  const text = pointed && (await markdownFor(pointed, document, outcome, services));
  return text && new vscode.Hover(text, pointed.range);
}

function nameAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  outcome: Outcome | undefined,
): Pointed | undefined {
  const place = { line: position.line + 1, column: position.character + 1 };
  const fresh = outcome?.result.ok && !outcome.stale ? outcome.result : null;
  const mention = fresh && mentionAt(fresh.mentions, place);
  if (mention) return { name: mention.name, range: rangeOf(mention.span) };
  const pointed = pointedIn(document, position);
  if (pointed || !fresh || !isProgram(document.uri)) return pointed;
  const layer = layerAt(fresh.layerSpans, place);
  return layer === undefined ? undefined : { name: layer, range: rangeOf(fresh.layerSpans[layer]) };
}

async function markdownFor(
  { name, range }: Pointed,
  document: vscode.TextDocument,
  outcome: Outcome | undefined,
  services: Services,
): Promise<vscode.MarkdownString | undefined> {
  if (!outcome) return invitation(vscode.l10n.t('Not checked yet.'));
  const { result, stale, unsaved } = outcome;
  if (!result.ok) return invitation(vscode.l10n.t('This network could not be read: see the Problems panel.'));
  const tensors = tensorsAt(name, result);
  if (tensors.length === 0) {
    return stale ? invitation(vscode.l10n.t('New since the last check.')) : undefined;
  }
  const details = await detailsOf(tensors, document, services);
  const text = hoverText(name, result, { details, below: linksFor(name, result, document, range) });
  const markdown = markdownString();
  if (stale) markdown.appendMarkdown(`$(history) ${vscode.l10n.t('Before the text was changed:')} ${runLink()}\n\n`);
  if (unsaved) markdown.appendMarkdown(`$(circle-filled) ${vscode.l10n.t('Of text that is not saved.')}\n\n`);
  return markdown.appendMarkdown(text ?? '');
}

function invitation(state: string): vscode.MarkdownString {
  return markdownString().appendMarkdown(`${state} ${runLink()}`);
}

function runLink(): string {
  return link(vscode.l10n.t('Run Gradient Check'), COMMANDS.runCheck);
}
