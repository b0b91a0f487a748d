// What of a network a check has covered: its layers, each counted by the elements of its gradients that were compared.

import * as vscode from 'vscode';
import type { CheckResult } from '../protocol/messages';
import { rangeOf } from './range';

/** The layers of a network, and which of them were checked. */
export class NetworkCoverage extends vscode.FileCoverage {
  constructor(
    uri: vscode.Uri,
    readonly details: readonly vscode.DeclarationCoverage[],
  ) {
    const covered = details.filter(({ executed }) => executed !== 0).length;
    const count = new vscode.TestCoverageCount(covered, details.length);
    super(uri, count, undefined, count);
  }
}

export function networkCoverage(uri: vscode.Uri, { report, layerSpans }: CheckResult): NetworkCoverage {
  const checked = (layer: string): number =>
    report.tensors.filter((tensor) => tensor.layer === layer).reduce((sum, tensor) => sum + tensor.checked, 0);
  const details = Object.entries(layerSpans).map(
    ([layer, span]) => new vscode.DeclarationCoverage(layer, checked(layer), rangeOf(span)),
  );
  return new NetworkCoverage(uri, details);
}

export function detailsOf(coverage: vscode.FileCoverage): vscode.FileCoverageDetail[] {
  if (!(coverage instanceof NetworkCoverage)) return [];
  // The gutter shows statements, the explorer declarations.
  return coverage.details.flatMap((layer) => [layer, new vscode.StatementCoverage(layer.executed, layer.location)]);
}
