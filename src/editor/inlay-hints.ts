// Beside each layer the shape of its output, and the norm of its gradient with the verdict.

import * as vscode from 'vscode';
import type { Anchored } from './anchors';
import { SETTINGS } from './ids';
import { layerHints, type HintDetail } from './text/layer-marks';

export function hintsOf(
  document: vscode.TextDocument,
  range: vscode.Range,
  anchored: Anchored | undefined,
): vscode.InlayHint[] {
  const detail = hintDetail();
  if (!anchored || detail === 'off') return [];
  return layerHints(anchored.result, detail).flatMap(({ layer, label, tooltip }) => {
    const anchor = anchored.anchors.get(layer);
    const position = anchor && document.positionAt(anchor.end);
    if (!position || !range.contains(position)) return [];
    const hint = new vscode.InlayHint(position, label, vscode.InlayHintKind.Type);
    hint.tooltip = tooltip;
    hint.paddingLeft = true;
    return [hint];
  });
}

function hintDetail(): HintDetail | 'off' {
  return vscode.workspace.getConfiguration(SETTINGS.section).get<HintDetail | 'off'>(SETTINGS.inlayHints)!;
}
