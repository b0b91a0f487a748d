// The links of a hover: to the layer's text, to the graph, to the story of a mismatch. A hover may run these and nothing else.

import * as vscode from 'vscode';
import type { CheckResult } from '../protocol/messages';
import type { Mismatch } from './explain';
import { COMMANDS, INTERNAL_COMMANDS } from './ids';
import { placeOf } from './inspector-places';
import { rangeOf } from './range';
import type { Results } from './results';

interface Target {
  readonly uri: string;
  readonly name: string;
}

/** Markdown that may run our own commands as they stand in its links. */
export function markdownString(): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString('', true);
  const { goTo, openGraph } = INTERNAL_COMMANDS;
  const { runCheck, explainMismatch, pinBaseline, clearBaseline } = COMMANDS;
  markdown.isTrusted = { enabledCommands: [runCheck, explainMismatch, goTo, openGraph, pinBaseline, clearBaseline] };
  return markdown;
}

export function link(text: string, command: string, argument?: object | string): string {
  const query = argument === undefined ? '' : `?${encodeURIComponent(JSON.stringify([argument]))}`;
  return `[${text}](command:${command}${query})`;
}

/** In one line: for the layer of a name, seen from where the name stands. */
export function linksFor(name: string, result: CheckResult, { uri }: vscode.TextDocument, from: vscode.Range): string {
  const layer = layerOf(name, result);
  const target: Target = { uri: uri.toString(), name: layer ?? name };
  const place = placeOf(result, target.name);
  const links: string[] = [];
  if (place && !rangeOf(place).contains(from)) {
    links.push(link(`$(go-to-file) ${vscode.l10n.t('Go to {0}', target.name)}`, INTERNAL_COMMANDS.goTo, target));
  }
  links.push(link(`$(type-hierarchy) ${vscode.l10n.t('Open in Inspector')}`, INTERNAL_COMMANDS.openGraph, target));
  const guilty = result.report.faults.find((fault) => fault.layer === layer || fault.tensor === name)?.layer;
  if (guilty !== undefined) {
    const mismatch: Mismatch = { uri: target.uri, layer: guilty };
    links.push(link(`$(book) ${vscode.l10n.t('Explain Mismatch')}`, COMMANDS.explainMismatch, mismatch));
  }
  const [title, command] =
    result.changes?.since === 'baseline'
      ? [vscode.l10n.t('Clear Baseline'), COMMANDS.clearBaseline]
      : [vscode.l10n.t('Pin as Baseline'), COMMANDS.pinBaseline];
  links.push(link(`$(pin) ${title}`, command, target.uri));
  return links.join(' &nbsp; ');
}

function layerOf(name: string, { layerSpans, report }: CheckResult): string | null {
  if (Object.hasOwn(layerSpans, name)) return name;
  return report.tensors.find((tensor) => tensor.name === name)?.layer ?? null;
}

export function hoverCommands(results: Results): vscode.Disposable {
  const goTo = async ({ uri, name }: Target): Promise<void> => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
    const result = results.of(document)?.result;
    const place = result?.ok ? placeOf(result, name) : undefined;
    if (!place) return;
    const { start } = rangeOf(place);
    const editor = await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start) });
    editor.revealRange(rangeOf(place), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(INTERNAL_COMMANDS.goTo, goTo),
    vscode.commands.registerCommand(INTERNAL_COMMANDS.openGraph, ({ uri }: Target) =>
      vscode.commands.executeCommand(COMMANDS.openInspector, vscode.Uri.parse(uri, true)),
    ),
  );
}
