// Text to a JSON tree: comments and trailing commas are allowed, what is not JSON is recorded with its place.

import { createScanner, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { LIMITS } from '../limits';
import { Cursor, type Document } from './cursor';

/** The root of the document, or null where its text is too large or is not JSON. */
export function parseDocument(document: Document): Cursor | null {
  const { text } = document;
  if (text.length > LIMITS.characters) {
    return refuse(document, 'limit', 0, 1, `at most ${LIMITS.characters} characters`, `${text.length}`);
  }
  const tooDeep = nestedTooDeep(text);
  if (tooDeep !== null) {
    return refuse(
      document,
      'limit',
      tooDeep,
      1,
      `at most ${LIMITS.nesting} braces and brackets inside each other`,
      'more',
    );
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  refuseSyntax(document, errors);
  if (!root || errors.length > 0) return null;
  refuseRepeatedKeys(document, root);
  return new Cursor(document, root);
}

function refuse(
  { lines, mistakes }: Document,
  code: 'limit' | 'syntax',
  offset: number,
  length: number,
  expected: string,
  found: string,
): null {
  return mistakes.add(code, { span: lines.span(offset, offset + length), layer: null }, expected, found);
}

/** The offset of the first brace or bracket beyond the limit. The parser recurses, so this comes before it. */
export function nestedTooDeep(text: string): number | null {
  const scanner = createScanner(text, true);
  for (let depth = 0; ;) {
    scanner.scan();
    if (scanner.getTokenOffset() >= text.length) return null;
    const first = text[scanner.getTokenOffset()];
    if (first === '{' || first === '[') depth++;
    if (first === '}' || first === ']') depth--;
    if (depth > LIMITS.nesting) return scanner.getTokenOffset();
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a value of JSON',
  InvalidNumberFormat: 'a number',
  PropertyNameExpected: 'a key in double quotes',
  ValueExpected: 'a value',
  ColonExpected: '":" after the key',
  CommaExpected: '","',
  CloseBraceExpected: '"}"',
  CloseBracketExpected: '"]"',
  EndOfFileExpected: 'the end of the file',
  InvalidCommentToken: 'no comment',
  UnexpectedEndOfComment: '"*/" at the end of the comment',
  UnexpectedEndOfString: 'a double quote at the end of the string',
  UnexpectedEndOfNumber: 'a digit',
  InvalidUnicode: 'four hexadecimal digits after \\u',
  InvalidEscapeCharacter: 'one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u',
  InvalidCharacter: 'no control character in a string',
};

/**
 * The parser goes on after an error and trips over its own repairs: of each line, the first error is the true one, and
 * what is missing at the end is missing because of an error before.
 */
function refuseSyntax(document: Document, errors: readonly ParseError[]): void {
  const { text, lines } = document;
  const end = text.trimEnd().length;
  let line = 0;
  for (const { error, offset, length } of errors.toSorted((a, b) => a.offset - b.offset)) {
    const at = lines.span(offset, offset).line;
    if (at === line || (offset >= end && line > 0)) continue;
    line = at;
    const word = /\S{1,40}/.exec(text.slice(offset, offset + length))?.[0];
    const found = word ? `\`${word}\`` : 'the end of the file';
    // Of a comment that does not end, the parser counts a character too many.
    refuse(
      document,
      'syntax',
      offset,
      Math.min(length, text.length - offset),
      EXPECTED[printParseErrorCode(error)],
      found,
    );
  }
}

/** JSON keeps the last of two equal keys and says nothing: here both are a mistake. */
function refuseRepeatedKeys(document: Document, node: Node): void {
  const seen = new Set<string>();
  for (const child of node.children ?? []) {
    const [key, value] = node.type === 'object' ? (child.children ?? []) : [undefined, child];
    if (key) {
      const name = key.value as string;
      if (seen.has(name))
        new Cursor(document, key).refuse('duplicate-name', 'each key once', `${JSON.stringify(name)} again`);
      seen.add(name);
    }
    if (value?.children) refuseRepeatedKeys(document, value);
  }
}
