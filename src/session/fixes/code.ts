// What a class written by hand says of itself: its fields, its locals, and where its gradients are computed.

import { everywhere, type Rewrite } from './rewrites';

export interface Code {
  /** The text of the backward method. */
  readonly method: string;
  /** What dout is called there. */
  readonly dout: string;
  /** `this.x` and the like, as the whole class uses them; without its gradients and methods. */
  readonly fields: readonly string[];
  /** Variables of the method. */
  readonly locals: readonly string[];
  /** Numbers that are written in the class. */
  readonly numbers: readonly number[];
}

export function codeOf(method: string, whole: string): Code {
  const all = (pattern: RegExp, text: string): string[] => [
    ...new Set([...text.matchAll(pattern)].map(([found, group = found]) => group)),
  ];
  return {
    method,
    dout: /\(\s*([A-Za-z_$][\w$]*)|^\s*([A-Za-z_$][\w$]*)\s*=>/.exec(method)?.slice(1).find(Boolean) ?? 'dout',
    fields: all(/\bthis\.(?!grads\b|params\b)\w+\b(?!\s*\()|\bthis\.params\.\w+/g, whole),
    locals: all(/\b(?:const|let)\s+([A-Za-z_$][\w$]*)/g, method),
    numbers: all(/(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])/g, whole).map(Number),
  };
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** Where the gradient of an operand is computed: what is returned for an input, what is assigned for a param. */
export function gradientIn(text: string, operand: string, inputs: readonly string[]): Part | null {
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

function elementOf(text: string, from: number, at: number): Part | null {
  let start = from;
  for (let k = 0; k < at; k++) {
    const end = expressionEnd(text, start);
    if (text[end] !== ',') return null;
    start = end + 1 + /^\s*/.exec(text.slice(end + 1))![0].length;
  }
  return { from: start, to: expressionEnd(text, start) };
}

/** As far as a comma, a semicolon, a line's end or a bracket that was not opened. */
export function expressionEnd(text: string, from: number): number {
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

/** Every call `.add(...)` of a method by its name. */
export function callsOf(text: string, name: string): readonly (Part & { readonly argument: string })[] {
  return [...text.matchAll(new RegExp(`\\.${name}\\(`, 'g'))].map(({ index, 0: head }) => {
    const begin = index + head.length;
    const end = closing(text, begin);
    return { from: index, to: end + 1, argument: text.slice(begin, end) };
  });
}

/** Where the bracket closes that was opened before. */
export function closing(text: string, from: number): number {
  let depth = 1;
  let at = from;
  for (; at < text.length; at++) {
    if ('([{'.includes(text[at])) depth++;
    else if (')]}'.includes(text[at]) && --depth === 0) break;
  }
  return at;
}

/** What a method can be called on. */
export function receiver(text: string): string {
  return /^[\w.]+(?:\((?:[^()]|\([^()]*\))*\)|[\w.[\]])*$/.test(text) ? text : `(${text})`;
}

/** Behind the first name of a chain of calls, and behind its end. */
export function joints(text: string, call: string): readonly Rewrite[] {
  const first = /^[\w$]+(?:\.[\w$]+)*(?=\.[\w$]+\(|$)/.exec(text)?.[0].length ?? 0;
  const insert = (at: number): Rewrite => ({ from: at, to: at, text: call });
  return [...(first > 0 ? [insert(first)] : []), ...(first < text.length ? [insert(text.length)] : [])];
}

/** The body of what a part of a text stands in: a class, an object. */
export function around(text: string, { from, to }: Part): Part {
  let depth = 0;
  let start = from - 1;
  for (; start >= 0; start--) {
    if (text[start] === '}') depth++;
    else if (text[start] === '{' && depth-- === 0) break;
  }
  return start < 0 ? { from, to } : { from: start + 1, to: closing(text, to) };
}

/** Statements of a method, each as far as its semicolon or its line's end. */
export function statements(text: string): readonly Part[] {
  return everywhere(text, /(?<=[;{}]\s*|\n\s*)[A-Za-z_$][^;\n]*;?/, '').map(({ from, to }) => ({ from, to }));
}
