// Where a program gives an input or a param, as far as that can be told from its text. What is found is a guess: whoever
// edits there reads the program again.

import { parseTree, type ParseError } from 'jsonc-parser';
import { Lines } from '../../network/json/lines';
import type { Network } from '../../network/types';
import { numbersPlace, type Given, type Place } from './places';

/** In the call that gives the name, else wherever the file has one key or field of that name with a value. */
export function placeInProgram(content: string, name: string, { mentions }: Pick<Network, 'mentions'>): Place {
  const span = mentions.find((mention) => mention.name === name && mention.kind === 'definition')?.span;
  const part = name.slice(name.indexOf('.') + 1);
  const anywhere = (): Place => asTensor(content, keyed(content, part, 0, content.length)) ?? NOT_GIVEN;
  if (!span) return anywhere();
  const lines = new Lines(content);
  const from = lines.offset(span.line, span.column);
  const to = lines.offset(span.endLine, span.endColumn);
  const direct = new RegExp(`^[\\w$.]+\\s*\\(\\s*(['"\`])${escaped(name)}\\1\\s*,\\s*`).exec(content.slice(from, to));
  return direct ? valueAt(content, from + direct[0].length) : (keyed(content, part, from, to) ?? anywhere());
}

const NOT_GIVEN: Place = { kind: 'none', why: 'not-given' };

const EXPRESSION: Place = { kind: 'none', why: 'expression' };

/** `W: [[1, 2]]` or `W = normal(...)`, if that stands there once; types and expressions may stand behind the same name. */
function keyed(content: string, key: string, from: number, to: number): Place | undefined {
  const found = [...content.slice(from, to).matchAll(new RegExp(`(?<![\\w$.'"])${escaped(key)}\\s*[:=]\\s*`, 'g'))];
  const places = found.map(({ index, 0: { length } }) => valueAt(content, from + index + length));
  const [place, other] = places.filter(({ kind }) => kind !== 'none');
  return other ? undefined : (place ?? places[0]);
}

const IMPORT = /import\s*\{(?<names>[^}]*)\}\s*from\s*['"]gradient-debugger['"]/d;

/** In a field of a class a tensor is expected, and no array. */
function asTensor(content: string, place: Place | undefined): Place | undefined {
  if (place?.kind !== 'other') return place;
  const names = IMPORT.exec(content);
  if (!names) return EXPRESSION;
  const isImported = /(?:^|[\s,])tensor\s*(?:,|$)/.test(names.groups!.names);
  const [at] = names.indices!.groups!.names;
  return {
    ...place,
    around: (literal) => `tensor(${literal})`,
    ...(!isImported && { also: { at, text: ' tensor,' } }),
  };
}

/** As a part of a regular expression. */
function escaped(name: string): string {
  return name.replace(/\W/g, '\\$&');
}

const WRAPPED = /^(?:tensor|Tensor\.of)\(\s*/;
const MADE = /^(?:\w+\.)?(normal|uniform|constant|xavier|he|zeros|ones|full|oneHot|zerosLike)\s*\(/;
const RANDOM: readonly string[] = ['normal', 'uniform', 'xavier', 'he'];

function valueAt(content: string, at: number): Place {
  const text = content.slice(at);
  const start = at + (WRAPPED.exec(text)?.[0].length ?? 0);
  if (/^[[\d-]/.test(content.slice(start))) return literalAt(content, start);
  const [, maker] = MADE.exec(text) ?? [];
  if (maker === undefined) return EXPRESSION;
  const end = endOfCall(content, at);
  if (end === null) return EXPRESSION;
  const given: Given = RANDOM.includes(maker) ? 'random' : maker === 'oneHot' ? 'labels' : 'constant';
  return { kind: 'other', given, whole: { from: at, to: end } };
}

/** Numbers that stand there as in JSON, and nothing is done with them. */
function literalAt(content: string, start: number): Place {
  const errors: ParseError[] = [];
  const node = parseTree(content.slice(start), errors, { allowTrailingComma: true });
  if (!node || errors.some(({ offset }) => offset < node.offset + node.length)) return EXPRESSION;
  const next = content.slice(start + node.offset + node.length).trimStart()[0] ?? '';
  return ',;)}'.includes(next) ? numbersPlace(node, start) : EXPRESSION;
}

/** Behind the parenthesis that closes the first one; null where there is none. Strings are gone over. */
function endOfCall(content: string, at: number): number | null {
  let depth = 0;
  for (const { index, 0: token } of content.slice(at).matchAll(/'[^'\n]*'|"[^"\n]*"|[()]/g)) {
    if (token === '(') depth++;
    if (token === ')' && --depth === 0) return at + index + 1;
  }
  return null;
}
