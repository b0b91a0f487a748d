// Splits an expression into tokens with their places, as mathjs does, and refuses the part of mathjs's syntax that
// has no meaning for tensors, so that it is named where it stands.

import type { Range, Source } from './types';
import { ExpressionError } from './types';

export interface Token extends Range {
  readonly kind: 'number' | 'name' | 'text' | 'operator';
  readonly text: string;
}

/** Longer texts and deeper brackets are no expression that a person wrote. */
const MAX_LENGTH = 4000;
const MAX_BRACKETS = 100;

const SPACE = /\s+/y;
const NUMBER = /(?:\d+(?:\.(?![*/^])\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const RADIX = /0[box]\w*/y;
const NAME = /[A-Za-z_]\w*/y;
const TEXT = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y;
const OPERATOR = /\.[*/^]|[<>]=?(?![<>])|==|[-+*/^'()[\],:;.]/y;
const REFUSED = /!=|<<|>>>?|\^\||\?\.|\?\?|=(?!=)|[%!&|~?{}#]/y;
const WORDS = new Set(['mod', 'to', 'in', 'and', 'xor', 'or', 'not']);
const NO_NUMBERS = new Set(['NaN', 'Infinity', 'null', 'undefined']);
const OPERATORS = "one of the operators + - * / ^ .* ./ .^ ' < <= > >= and ==";
const COMPARISONS: readonly string[] = ['<', '<=', '>', '>=', '=='];

export function tokensOf(source: Source): Token[] {
  const { text } = source;
  if (text.length > MAX_LENGTH) {
    throw mistake(source, { from: 0, to: text.length }, `at most ${MAX_LENGTH} characters`, `${text.length}`, 'limit');
  }
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const space = match(SPACE, text, at);
    if (space === undefined) tokens.push(tokenAt(source, at, tokens.at(-1)));
    at = space === undefined ? tokens[tokens.length - 1].to : at + space.length;
  }
  if (tokens.length === 0) throw mistake(source, { from: 0, to: text.length }, 'an expression', 'an empty text');
  refuseDepth(source, tokens);
  refuseChains(source, tokens);
  return tokens;
}

function tokenAt(source: Source, from: number, previous: Token | undefined): Token {
  const { text } = source;
  const token = (kind: Token['kind'], found: string): Token => ({ kind, text: found, from, to: from + found.length });
  const radix = match(RADIX, text, from);
  if (radix) throw mistake(source, token('number', radix), 'a decimal number', radix);
  const number = match(NUMBER, text, from);
  if (number) return token('number', number);
  const name = match(NAME, text, from);
  if (name) {
    if (WORDS.has(name)) throw mistake(source, token('name', name), OPERATORS, `"${name}"`);
    if (NO_NUMBERS.has(name)) throw mistake(source, token('name', name), 'a finite number', name);
    return token('name', name);
  }
  const refused = match(REFUSED, text, from);
  if (refused) throw mistake(source, token('operator', refused), OPERATORS, `"${refused}"`);
  // Behind an operand ' transposes; elsewhere it opens a text.
  const quoted = previous && endsOperand(previous) ? undefined : match(TEXT, text, from);
  if (quoted) return token('text', quoted);
  if (text[from] === '"') throw mistake(source, { from, to: text.length }, 'a closing "', 'the end of the expression');
  const operator = match(OPERATOR, text, from);
  if (operator) return token('operator', operator);
  const character = String.fromCodePoint(text.codePointAt(from)!);
  throw mistake(source, token('operator', character), `a name, a number or ${OPERATORS}`, `"${character}"`);
}

function endsOperand({ kind, text }: Token): boolean {
  return kind !== 'operator' || text === ')' || text === ']' || text === "'";
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** A semicolon separates the rows of a matrix; outside brackets it would begin a second expression. */
function refuseDepth(source: Source, tokens: readonly Token[]): void {
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(' || token.text === '[') depth++;
    if (token.text === ')' || token.text === ']') depth--;
    if (depth > MAX_BRACKETS) throw mistake(source, token, `brackets at most ${MAX_BRACKETS} deep`, 'more', 'limit');
    if (token.text === ';' && depth <= 0) throw mistake(source, token, 'one expression', '";"');
  }
}

/** A mask compared with a third value is hardly what `a < b < c` means. */
function refuseChains(source: Source, tokens: readonly Token[]): void {
  const compared = [false];
  for (const token of tokens) {
    const last = compared.length - 1;
    if (token.text === '(' || token.text === '[') compared.push(false);
    else if ((token.text === ')' || token.text === ']') && last > 0) compared.pop();
    else if (token.text === ',' || token.text === ';') compared[last] = false;
    else if (token.kind === 'operator' && COMPARISONS.includes(token.text)) {
      if (compared[last])
        throw mistake(source, token, 'one comparison; several as (a < b) .* (b < c)', `"${token.text}"`);
      compared[last] = true;
    }
  }
}

/** An error at a part of an expression. */
export function mistake(
  source: Source,
  { from, to }: Range,
  expected: string,
  found: string,
  code: ExpressionError['code'] = 'expression',
  nearest?: string,
): ExpressionError {
  return new ExpressionError(code, source.span(from, to), expected, found, nearest);
}
