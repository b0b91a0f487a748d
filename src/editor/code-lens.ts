// Above each network its verdict, Run, Debug and Graph; above each layer that is wrong what is wrong with it.

import * as vscode from 'vscode';
import type { Anchored } from './anchors';
import type { DebugTarget } from './debug';
import type { Mismatch } from './explain';
import { COMMANDS, INTERNAL_COMMANDS } from './ids';
import { isProgram } from './network-file';
import type { Services } from './services';
import { layerVerdicts } from './text/layer-marks';
import { ICONS, measureSentence, verdictSentence } from './text/verdict';

/** The first call of a program that makes a network, and where a network in JSON begins. */
const PROGRAM = /^export\s+default\b/m;
const COMMENTS = /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*/;

export function lensesOf(
  document: vscode.TextDocument,
  services: Pick<Services, 'checks' | 'results'>,
  anchored: Anchored | undefined,
): vscode.CodeLens[] {
  const start = document.positionAt(networkStart(document));
  const outcome = services.results.of(document);
  const old = outcome?.stale === true || outcome?.result.ok === false;
  const layers = anchored ? layerVerdicts(anchored.result) : [];
  return [
    ...lenses(start, [verdictOf(document, services), run(document), debug(document), graph(document)]),
    ...layers.flatMap(({ layer, text, guilty }) => {
      const anchor = anchored!.anchors.get(layer);
      if (!anchor) return [];
      const title = old ? text.replace(ICONS.fail, OLD) : text;
      const explain = { uri: document.uri, layer } satisfies Mismatch;
      const command = guilty
        ? { title, command: COMMANDS.explainMismatch, arguments: [explain], tooltip: vscode.l10n.t('Explain Mismatch') }
        : { title, command: PROBLEMS };
      return lenses(document.positionAt(anchor.start), [
        command,
        run(document),
        debug(document, layer),
        graphAt(document, layer),
      ]);
    }),
  ];
}

const PROBLEMS = 'workbench.actions.view.problems';
/** Of the text before it was changed. */
const OLD = '$(history)';

function lenses(position: vscode.Position, commands: readonly vscode.Command[]): vscode.CodeLens[] {
  // The space behind an icon would not be drawn.
  const spaced = (title: string): string => title.replace(/^(\$\([\w-]+\)) /, '$1\u00a0');
  return commands.map(
    ({ title, ...command }) =>
      new vscode.CodeLens(new vscode.Range(position, position), { title: spaced(title), ...command }),
  );
}

function run({ uri }: vscode.TextDocument): vscode.Command {
  const tooltip = vscode.l10n.t('Run Gradient Check');
  return { title: vscode.l10n.t('Run'), tooltip, command: COMMANDS.runCheck, arguments: [uri] };
}

/** From the first step on, or from where the backward pass goes through the layer. */
function debug({ uri }: vscode.TextDocument, layer?: string): vscode.Command {
  const tooltip = vscode.l10n.t('Debug Network');
  const target: DebugTarget = { uri: uri.toString(), ...(layer !== undefined && { stopAt: layer }) };
  return { title: vscode.l10n.t('Debug'), tooltip, command: COMMANDS.debugNetwork, arguments: [target] };
}

function graph({ uri }: vscode.TextDocument): vscode.Command {
  const tooltip = vscode.l10n.t('Open Graph Inspector');
  return { title: vscode.l10n.t('Graph'), tooltip, command: COMMANDS.openInspector, arguments: [uri] };
}

/** The graph with the layer in view. */
function graphAt(document: vscode.TextDocument, layer: string): vscode.Command {
  const target = { uri: document.uri.toString(), name: layer };
  return { ...graph(document), command: INTERNAL_COMMANDS.openGraph, arguments: [target] };
}

/** A click leads to what the verdict is about. */
function verdictOf(
  document: vscode.TextDocument,
  { checks, results }: Pick<Services, 'checks' | 'results'>,
): vscode.Command {
  const outcome = results.of(document);
  if (!outcome) {
    const title = checks.of(document) ? vscode.l10n.t('checking') : vscode.l10n.t('not checked yet');
    return { title: `$(beaker) ${title}`, command: COMMANDS.runCheck, arguments: [document.uri] };
  }
  const { report } = outcome.result;
  const sentence = verdictSentence(report);
  const title = `${outcome.stale ? OLD : ICONS[report.status]} ${sentence}`;
  const tooltip = outcome.stale
    ? vscode.l10n.t('{0} before the text was changed', sentence)
    : report.status === 'error'
      ? sentence
      : measureSentence(report);
  return report.status === 'pass'
    ? { title, tooltip, command: COMMANDS.openInspector, arguments: [document.uri] }
    : { title, tooltip, command: PROBLEMS };
}

function networkStart(document: vscode.TextDocument): number {
  const text = document.getText();
  if (!isProgram(document.uri)) return COMMENTS.exec(text)![0].length;
  return PROGRAM.exec(text)?.index ?? 0;
}
