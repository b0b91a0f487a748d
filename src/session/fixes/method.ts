// Rewrites of a backward method in TypeScript: of the expression of the wrong gradient, where it can be told, and slips
// of the pen anywhere in the method.

import type { Finding } from '../../check/checked';
import { everywhere, numberText, swapped, type Rewrite } from './rewrites';

export function methodRewrites(fault: Finding, text: string, inputs: readonly string[]): readonly Rewrite[] {
  const part = gradientIn(text, fault.input!, inputs);
  const inside = part ? text.slice(part.from, part.to) : '';
  const within = (rewrites: readonly Rewrite[]): Rewrite[] =>
    part ? rewrites.map(({ from, to, text }) => ({ from: part.from + from, to: part.from + to, text })) : [];
  return [
    ...within(remedies(fault.code, fault.evidence, inside)),
    ...within(standard(fault.code, fieldsOf(text)).map((rule) => ({ from: 0, to: inside.length, text: rule }))),
    ...within(slips(inside)),
    ...slips(text),
    ...everywhere(text, /(?<=[\w)\]])\.(?:neg|copy|not)\(\)/, ''),
  ];
}

/** What the cause asks of the gradient's expression. */
function remedies(code: string, evidence: Finding['evidence'], text: string): readonly Rewrite[] {
  const factor = Number(evidence.factor);
  const then = (call: string): Rewrite => ({ from: 0, to: text.length, text: `${receiver(text)}${call}` });
  switch (code) {
    case 'sign-flipped':
      return [
        ...everywhere(text, /\.neg\(\)/, ''),
        ...everywhere(text, /(\bthis\.\w+|\b\w+)\.sub\((this\.\w+|\w+)\)/, '$2.sub($1)'),
        then('.neg()'),
      ];
    case 'scaled':
    case 'dropout-scale':
      return [
        ...everywhere(text, /\.(?:mul|div)\([\d.]+\)/, ''),
        ...(Number.isFinite(factor) && factor !== 0 ? [then(`.div(${numberText(factor)})`)] : []),
      ];
    case 'not-divided-by-batch':
      return ['dout.shape[0]', 'this.y.shape[0]', 'this.x.shape[0]', 'this.t.shape[0]'].map((rows) =>
        then(`.div(${rows})`),
      );
    case 'divided-twice':
      return everywhere(text, /\.div\([^()]*(?:\([^()]*\))?[^()]*\)/, '');
    case 'divided-by-size':
      return everywhere(text, /\.size\b/, '.shape[0]');
    case 'bias-mean':
      return everywhere(text, /\.mean\(/, '.sum(');
    case 'bias-one-row':
      return everywhere(text, /\.row\([^()]*\)/, '.sum(0)');
    case 'bias-summed-over-all':
      return [{ from: 0, to: text.length, text: 'dout.sum(0)' }, ...everywhere(text, /\.sum\(\)/, '.sum(0)')];
    case 'broadcast-not-summed':
      return [then('.sum(0)'), { from: 0, to: text.length, text: 'dout.sum(0)' }];
    case 'transposed':
      return [...everywhere(text, /\.T\s*$/, ''), then('.T')];
    case 'upstream-ignored':
      return [then('.mul(dout)')];
    case 'mask-omitted':
      return [then('.mul(this.mask)')];
    default:
      return [];
  }
}

/** The fields of the layer that its backward pass uses. */
function fieldsOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\bthis\.\w+/g)].map(([field]) => field))].filter(
    (field) => field !== 'this.grads',
  );
}

/** The rules of well-known layers, by what their code keeps. */
function standard(code: string, fields: readonly string[]): readonly string[] {
  const each = (rule: (field: string) => string): string[] => fields.map(rule);
  switch (code) {
    case 'sigmoid-from-x':
    case 'sigmoid-factor-missing':
      return [...each((y) => `dout.mul(${y}).mul(${y}.neg().add(1))`), 'dout.mul(this.y).mul(this.y.neg().add(1))'];
    case 'tanh-from-x':
    case 'tanh-factor-missing':
      return [...each((y) => `dout.mul(${y}.mul(${y}).neg().add(1))`), 'dout.mul(this.y.mul(this.y).neg().add(1))'];
    case 'softmax-diagonal-only':
      return each((y) => `${y}.mul(dout.sub(dout.mul(${y}).sum(1, true)))`);
    case 'softmax-target-missing':
      return each((y) => `${y}.sub(this.t).mul(dout).div(${y}.shape[0])`);
    case 'dropout-fresh-mask':
      return ['dout.mul(this.mask)'];
    case 'zero-gradient':
    case 'missing-gradient':
      return [
        ...each((x) => `${x}.T.dot(dout)`),
        'dout.sum(0)',
        ...each((x) => `dout.mul(${x})`),
        'dout.dot(this.params.W.T)',
      ];
    default:
      return [];
  }
}

/** Slips of the pen, whatever the cause. */
function slips(text: string): readonly Rewrite[] {
  return [
    ...swapped(text, 'greater', 'lessEqual'),
    ...swapped(text, 'less', 'greaterEqual'),
    ...everywhere(text, /\bdout\.(?:greater|less|greaterEqual|lessEqual)\(0\)/, 'this.mask'),
    ...everywhere(text, /\.not\(\)/, ''),
    ...everywhere(text, /\.T\b/, ''),
    ...everywhere(text, /\.dot\((this(?:\.\w+)+)\)/, '.dot($1.T)'),
    ...everywhere(text, /\b(this(?:\.\w+)+)\.dot\(/, '$1.T.dot('),
    ...everywhere(text, /\b(\w+)\.T\.dot\((this(?:\.\w+)+)\)/, '$2.T.dot($1)'),
    ...everywhere(text, /\.(sum|mean|max)\(0\b/, '.$1(1'),
    ...everywhere(text, /\.(sum|mean|max)\(1\b/, '.$1(0'),
    ...everywhere(text, /\.mul\(\d+(?:\.\d+)?\)/, ''),
    ...everywhere(text, /\.div\(\d+(?:\.\d+)?\)/, ''),
    ...everywhere(text, /\bthis\.x\b/, 'this.y'),
    ...everywhere(text, /\bthis\.x\b/, 'this.out'),
    ...swapped(text, '.add(', '.sub('),
  ];
}

/** Where the gradient of an operand is computed: what is returned for an input, what is assigned for a param. */
function gradientIn(text: string, operand: string, inputs: readonly string[]): { from: number; to: number } | null {
  const at = inputs.indexOf(operand);
  const name = operand.replace(/\W/g, '\\$&');
  const starts =
    at >= 0
      ? [...text.matchAll(/\breturn\s+(?=[^\s;])/g), ...text.matchAll(/=>\s*(?![\s{])/g)]
      : [...text.matchAll(new RegExp(`\\bgrads\\.${name}\\s*=\\s*|[{,]\\s*${name}\\s*:\\s*`, 'g'))];
  const start = starts.at(-1);
  if (!start) return null;
  const from = start.index + start[0].length;
  const part = { from, to: expressionEnd(text, from) };
  const written = text.slice(part.from, part.to);
  if (at >= 0 && inputs.length > 1 && written.startsWith('[')) return elementOf(text, from + 1, at);
  // A variable stands for what it was made of.
  const variable =
    /^\w+$/.test(written) && new RegExp(`\\b(?:const|let)\\s+${written}(?:\\s*:[^=]+)?\\s*=\\s*`).exec(text);
  if (!variable) return part;
  const begin = variable.index + variable[0].length;
  return { from: begin, to: expressionEnd(text, begin) };
}

function elementOf(text: string, from: number, at: number): { from: number; to: number } | null {
  let start = from;
  for (let k = 0; k < at; k++) {
    const end = expressionEnd(text, start);
    if (text[end] !== ',') return null;
    start = end + 1 + /^\s*/.exec(text.slice(end + 1))![0].length;
  }
  return { from: start, to: expressionEnd(text, start) };
}

/** As far as a comma, a semicolon, a line's end or a bracket that was not opened. */
function expressionEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && depth-- === 0) return trimmed(text, from, at);
    else if (depth === 0 && (character === ';' || character === ',')) return trimmed(text, from, at);
    else if (depth === 0 && character === '\n' && !/^\s*\./.test(text.slice(at + 1))) return trimmed(text, from, at);
  }
  return trimmed(text, from, text.length);
}

function trimmed(text: string, from: number, to: number): number {
  return from + text.slice(from, to).trimEnd().length;
}

/** What a method can be called on. */
function receiver(text: string): string {
  return /^[\w.]+(?:\((?:[^()]|\([^()]*\))*\)|[\w.[\]])*$/.test(text) ? text : `(${text})`;
}
