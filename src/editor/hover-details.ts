// What a hover asks the worker about a tensor: its worst elements, the chain rule at the worst of them, and pictures.

import * as vscode from 'vscode';
import type { ElementAnswer, Matrix, TensorAnswer, TensorView } from '../protocol/messages';
import { formatError } from '../session/format';
import type { Checks } from './checks';
import { errorBar } from './image/error-bar';
import { heatMaps, type HeatMap } from './image/heat-map';
import { PALETTES, type Palette, type ThemeKind } from '../picture/palette';
import type { Picture } from './image/svg';
import type { Results } from './results';
import type { Detail } from './text/tensor-section';

/** A hover with more than this would be larger than it is useful. */
const MOST_TENSORS = 2;
const WORST = 6;
const MATRIX = { rows: 48, columns: 64 };

interface Source {
  readonly checks: Checks;
  readonly results: Results;
}

/** By tensor. Where the numbers are gone the network is checked again, if it is still the same. */
export async function detailsOf(
  tensors: readonly TensorView[],
  document: vscode.TextDocument,
  source: Source,
): Promise<ReadonlyMap<string, Detail>> {
  const details = new Map<string, Detail>();
  for (const tensor of tensors.slice(0, MOST_TENSORS)) {
    const detail = await detailOf(tensor, document, source);
    if (detail) details.set(tensor.name, detail);
  }
  return details;
}

async function detailOf(
  { name, report }: TensorView,
  document: vscode.TextDocument,
  { checks, results }: Source,
): Promise<Detail | null> {
  const ask = (): Promise<TensorAnswer | null> =>
    checks.tensor(document, { tensor: name, columns: ['analytic', 'difference'], worst: WORST, matrix: MATRIX });
  let answer = await ask();
  if (!answer && results.of(document)?.stale === false) {
    await checkedAgain(checks, document);
    answer = await ask();
  }
  if (!answer) return null;
  const element = await checks.element(document, { tensor: name, index: report?.worst?.index ?? firstOf(answer) });
  const palette = PALETTES[themeKind()];
  return {
    worst: answer.worst,
    element,
    errorBar: element ? errorBarOf(element, palette) : '',
    heatMaps: heatMapsOf(answer, element, palette),
  };
}

/** Where that does not work out, which is in the log, a hover does without what the worker knows. */
async function checkedAgain(checks: Checks, document: vscode.TextDocument): Promise<void> {
  await checks.run(document).catch(() => undefined);
}

function firstOf({ shape }: TensorAnswer): number[] {
  return shape.map(() => 0);
}

function errorBarOf({ analytic, numeric, bound, tolerance }: ElementAnswer, palette: Palette): string {
  if (analytic === null || numeric === null || bound === null || tolerance === null) return '';
  if (![analytic, numeric, bound, tolerance].every(Number.isFinite) || !(tolerance + bound > 0)) return '';
  const words = {
    numerical: vscode.l10n.t('numerical'),
    allowed: vscode.l10n.t('allowed'),
    analytic: vscode.l10n.t('analytic'),
  };
  const off = (Math.abs(analytic - numeric) / (tolerance + bound)).toPrecision(2);
  const alt = vscode.l10n.t(
    'Error bar: the analytic gradient is {0} times as far from the numerical one as is allowed',
    formatError(Number(off)),
  );
  return imageOf(errorBar({ analytic, numeric, bound, tolerance }, words, palette), alt);
}

/** Differences that are allowed have no colour to speak of: full colour is at least what is allowed. */
function heatMapsOf({ shape, matrices }: TensorAnswer, element: ElementAnswer | null, palette: Palette): string {
  const { analytic, difference } = matrices;
  if (!analytic || shape.every((extent) => extent === 1) || analytic.data.length === 0) return '';
  const gradient = { title: vscode.l10n.t('gradient'), matrix: analytic, full: largestOf(analytic) };
  const maps: HeatMap[] = [gradient];
  if (difference) {
    const full = Math.max(largestOf(difference), element?.tolerance ?? 0);
    maps.push({ title: vscode.l10n.t('analytic − numerical'), matrix: difference, full });
  }
  const alt = maps.map(({ title, full }) => vscode.l10n.t('{0}: up to {1}', title, formatError(full))).join('; ');
  return imageOf(heatMaps(maps, palette), vscode.l10n.t('Heat maps, blue below and orange above zero. {0}', alt));
}

function largestOf({ data }: Matrix): number {
  return data.reduce((largest, x) => (Number.isFinite(x) ? Math.max(largest, Math.abs(x)) : largest), 0);
}

function imageOf({ uri, width, height }: Picture, alt: string): string {
  return `![${alt}](${uri}|width=${Math.round(width)},height=${Math.round(height)})`;
}

function themeKind(): ThemeKind {
  const kinds: Readonly<Record<vscode.ColorThemeKind, ThemeKind>> = {
    [vscode.ColorThemeKind.Light]: 'light',
    [vscode.ColorThemeKind.Dark]: 'dark',
    [vscode.ColorThemeKind.HighContrast]: 'highContrast',
    [vscode.ColorThemeKind.HighContrastLight]: 'highContrastLight',
  };
  return kinds[vscode.window.activeColorTheme.kind];
}
