// Hovers on the names of inputs, params and layers, in a program on the calls of layers: what the last check found out about them.

import * as vscode from 'vscode';
import { COMMANDS } from './ids';
import { layerAt, mentionAt, nameInJson, nameInProgram } from './names';
import { NETWORK_SELECTOR, isProgram } from './network-file';
import type { Outcome, Results } from './results';
import { rangeOf } from './range';
import type { Feature } from './services';
import { hoverText } from './text/hover';

interface Pointed {
  /** Null where it is a layer whose name only a check can tell. */
  readonly name: string | null;
  readonly range: vscode.Range;
}

export const hover: Feature = ({ results }) =>
  vscode.languages.registerHoverProvider(NETWORK_SELECTOR, {
    provideHover: (document, position) => hoverAt(document, position, results),
  });

function hoverAt(document: vscode.TextDocument, position: vscode.Position, results: Results): vscode.Hover | undefined {
  const outcome = results.of(document);
  const pointed = nameAt(document, position, outcome);
  const text = pointed && markdownFor(pointed.name, outcome);
  return text === undefined ? undefined : new vscode.Hover(text, pointed?.range);
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
  const program = isProgram(document.uri);
  const layer = fresh && layerAt(fresh.layerSpans, place);
  const named = (program ? nameInProgram : nameInJson)(document.getText(), document.offsetAt(position));
  if (!named) return program && fresh && layer ? { name: layer, range: rangeOf(fresh.layerSpans[layer]) } : undefined;
  const range = new vscode.Range(document.positionAt(named.from), document.positionAt(named.to));
  return { name: named.name ?? layer ?? null, range };
}

function markdownFor(name: string | null, outcome: Outcome | undefined): vscode.MarkdownString | undefined {
  if (!outcome) return invitation(vscode.l10n.t('Not checked yet.'));
  if (!outcome.result.ok) return invitation(vscode.l10n.t('This network could not be read: see the Problems panel.'));
  const text = name === null ? null : hoverText(name, outcome.result);
  if (text === null) return outcome.stale ? invitation(vscode.l10n.t('New since the last check.')) : undefined;
  const markdown = markdownString();
  if (outcome.stale) {
    markdown.appendMarkdown(`$(history) ${vscode.l10n.t('Before the text was changed:')} ${runLink()}\n\n`);
  }
  if (outcome.unsaved) markdown.appendMarkdown(`$(circle-filled) ${vscode.l10n.t('Of text that is not saved.')}\n\n`);
  return markdown.appendMarkdown(text);
}

function invitation(state: string): vscode.MarkdownString {
  return markdownString().appendMarkdown(`${state} ${runLink()}`);
}

function runLink(): string {
  return `[${vscode.l10n.t('Run Gradient Check')}](command:${COMMANDS.runCheck})`;
}

/** May run our own command, and nothing else. */
function markdownString(): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString('', true);
  markdown.isTrusted = { enabledCommands: [COMMANDS.runCheck] };
  return markdown;
}
