// Rewrites of a gradient that is written as an expression.

import type { Finding } from '../../check/checked';
import { everywhere, numberText, swapped, whole, type Rewrite } from './rewrites';

/** What the cause asks for comes first. */
export function expressionRewrites(
  { code, evidence }: Finding,
  text: string,
  [x = 'x']: readonly string[],
): readonly Rewrite[] {
  return [...remedies(code, evidence, text, x), ...slips(text)];
}

/** What the cause asks for. */
function remedies(code: string, evidence: Finding['evidence'], text: string, x: string): readonly Rewrite[] {
  const factor = Number(evidence.factor);
  switch (code) {
    case 'sign-flipped':
      return [
        ...everywhere(text, /^\s*-\s*/, ''),
        ...everywhere(text, /(?<=[\s(])-(?=\w)/, ''),
        whole(text, `-(${text})`),
      ];
    case 'scaled':
    case 'dropout-scale':
      return [
        ...everywhere(text, /\b[\d.]+\s*\.?\*\s*/, ''),
        ...everywhere(text, /\s*\.?[*/]\s*[\d.]+\b/, ''),
        ...(Number.isFinite(factor) && factor !== 0 ? [whole(text, `(${text}) / ${numberText(factor)}`)] : []),
      ];
    case 'not-divided-by-batch':
      return [whole(text, `(${text}) / ${x}.shape[0]`)];
    case 'divided-twice':
      return [...everywhere(text, /\s*\/\s*\w+\.shape\[\d\]/, ''), whole(text, `(${text}) * ${x}.shape[0]`)];
    case 'divided-by-size':
      return [...everywhere(text, /\/\s*\(.*\)\s*$/, `/ ${x}.shape[0]`), whole(text, `(${text}) * ${x}.shape[1]`)];
    case 'bias-mean':
      return everywhere(text, /\bmean\(/, 'sum(');
    case 'bias-one-row':
      return everywhere(text, /\[[^\]]*\]/, '').map((rewrite) =>
        whole(text, `sum(${text.slice(0, rewrite.from)}${text.slice(rewrite.to)}, 0)`),
      );
    case 'bias-summed-over-all':
      return [...everywhere(text, /sum\((.*)\)\s*$/, 'sum($1, 0)'), whole(text, 'sum(dout, 0)')];
    case 'broadcast-not-summed':
      return [whole(text, `sum(${text}, 0)`)];
    case 'transposed':
      return [...everywhere(text, /'\s*$/, ''), whole(text, `(${text})'`)];
    case 'upstream-ignored':
      return [...everywhere(text, /\b1(?:\.0)?(?=\s*\.?\*)/, 'dout'), whole(text, `dout .* (${text})`)];
    default:
      return [];
  }
}

/** Slips of the pen, whatever the cause. */
function slips(text: string): readonly Rewrite[] {
  return [
    ...swapped(text, '>', '<='),
    ...swapped(text, '<', '>='),
    ...everywhere(text, /\bdout(?=\s*[<>])/, 'x'),
    ...everywhere(text, /\bx\b/, 'out'),
    ...everywhere(text, /(\w+)'/, '$1'),
    ...everywhere(text, /\b([A-Za-z_]\w*)\b(?!['(\w.])/, "$1'"),
    ...everywhere(text, /(\w+)'\s*\*\s*(\w+)/, "$2' * $1"),
    ...everywhere(text, /,\s*0\b/, ', 1'),
    ...everywhere(text, /,\s*1\b/, ', 0'),
    ...swapped(text, '+', '-'),
    ...everywhere(text, /\b\d+(?:\.\d+)?\s*\.?\*\s*/, ''),
  ];
}
