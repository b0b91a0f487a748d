// Names and their places in the text, both ways.

import type * as vscode from 'vscode';
import type { CheckResult, Span } from '../protocol/messages';
import { rangeOf } from './range';

/** Where a layer, an input or a param is written. */
export function placeOf({ layerSpans, mentions }: CheckResult, name: string): Span | undefined {
  return layerSpans[name] ?? mentions.find((mention) => mention.name === name && mention.kind === 'definition')?.span;
}

/** What is named at a position; else the layer whose text it is in. */
export function nameAt({ layerSpans, mentions }: CheckResult, position: vscode.Position): string | null {
  const holds = (span: Span): boolean => rangeOf(span).contains(position);
  const mention = mentions.find(({ span }) => holds(span));
  if (mention) return mention.name;
  return Object.entries(layerSpans).find(([, span]) => holds(span))?.[0] ?? null;
}
