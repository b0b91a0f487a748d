// The files of a program: the network's own and what it imports, all read before anything runs.

import type { Span } from '../../engine/span';
import { FileFormatError } from '../files/error';
import { textOf } from '../files/limits';
import { Lines } from '../json/lines';
import { LIMITS } from '../limits';
import type { FileAccess, Mistake, MistakeCode } from '../types';
import { Module } from './module';
import { SourceError } from './transpile';

export const LIBRARY = 'gradient-debugger';

/** What the modules of a program import from each other. */
export interface Sources {
  readonly own: Module;
  /** By path: programs, and data of `.json` files. */
  readonly files: ReadonlyMap<string, Module | Data>;
  /** The path that a specifier means in a module; null where it means none. */
  resolve(from: string, specifier: string): string | null;
}

export interface Data {
  readonly data: unknown;
}

/** A mistake that ends the reading. */
export class ProgramMistake extends Error {
  constructor(readonly mistake: Mistake) {
    super(mistake.found);
  }
}

/** Reads a program's files. Throws ProgramMistake. */
export async function readSources(path: string, text: string, access: FileAccess): Promise<Sources> {
  const files = new Map<string, Module | Data>();
  const resolved = new Map<string, string>();
  const key = (from: string, specifier: string): string => `${from}\n${specifier}`;
  const own = moduleOf(path, text, null);
  files.set(path, own);

  /** `span` is where the network's own file asks for what is read. */
  const follow = async (module: Module, span: Span | null): Promise<void> => {
    for (const { specifier, span: here } of module.imports) {
      if (specifier === LIBRARY) continue;
      const place = span ?? here;
      const file = await find(module, specifier, files, access, place);
      resolved.set(key(module.path, specifier), file.path);
      if (files.has(file.path)) continue;
      const read = file.path.endsWith('.json') ? dataOf(file, place) : moduleOf(file.path, file.text, place);
      files.set(file.path, read);
      if (read instanceof Module) await follow(read, place);
    }
  };
  await follow(own, null);
  return { own, files, resolve: (from, specifier) => resolved.get(key(from, specifier)) ?? null };
}

interface Found {
  readonly path: string;
  readonly text: string;
}

async function find(
  { path }: Module,
  specifier: string,
  known: ReadonlyMap<string, unknown>,
  access: FileAccess,
  span: Span,
): Promise<Found> {
  if (!/^\.\.?\//.test(specifier)) {
    throw mistaken('import', span, `"${LIBRARY}" or a file beside the network, "./..."`, `"${specifier}"`);
  }
  const candidates = candidatesOf(join(path, specifier));
  for (const candidate of candidates) {
    if (known.has(candidate)) return { path: candidate, text: '' };
    const bytes = await access.read(candidate).catch(() => null);
    if (bytes) return { path: candidate, text: decoded(bytes, candidate, span) };
  }
  throw mistaken('import', span, `one of the files ${candidates.join(', ')}`, 'none of them');
}

/** In the order in which TypeScript looks for them: `./x.js` is what `x.ts` will be. */
function candidatesOf(path: string): string[] {
  if (path.endsWith('.ts') || path.endsWith('.json')) return [path];
  if (path.endsWith('.js')) return [path.replace(/\.js$/, '.ts'), path];
  return [`${path}.ts`, `${path}.js`, `${path}/index.ts`, `${path}/index.js`];
}

/** A specifier's path, relative to the network's folder as its module's is. */
function join(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Of the network's own file, `span` is null: its mistakes have a place of their own. */
function moduleOf(path: string, text: string, span: Span | null): Module {
  // A byte order mark is no part of the text that an editor shows.
  const content = text.replace(/^\uFEFF/, '');
  const { characters } = LIMITS;
  if (content.length > characters) throw mistaken('limit', span ?? START, `at most ${characters} characters`, 'more');
  try {
    return new Module(path, content, span);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { expected, found, from, to } = unreadable(error, content);
    const place = new Lines(content).span(from, to);
    if (span) throw mistaken('syntax', span, expected, `${found} (${path}, line ${place.line})`);
    throw mistaken('syntax', place, expected, found);
  }
}

function unreadable({ found, offset }: SourceError, text: string) {
  // What is missing at the end of a line is missing after its last word.
  const [token = ''] = /^(?:\w+|[^\s\w])/.exec(text.slice(offset)) ?? [];
  const wanted = /^Unexpected token, expected (".+")$/.exec(found)?.[1];
  const what = token === '' ? 'the end of the text' : `"${token}"`;
  return {
    expected: wanted ?? 'TypeScript',
    found: wanted !== undefined || found === 'Unexpected token' ? what : found,
    from: offset,
    to: offset + token.length,
  };
}

function dataOf({ path, text }: Found, span: Span): Data {
  try {
    return { data: JSON.parse(text) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw mistaken('file-format', span, 'JSON', `text that is not (${path})`);
  }
}

function decoded(bytes: Uint8Array, path: string, span: Span): string {
  try {
    return textOf(bytes);
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    throw mistaken(error.code, span, error.expected, `${error.found} (${path})`);
  }
}

export const START: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

export function mistaken(code: MistakeCode, span: Span, expected: string, found: string): ProgramMistake {
  return new ProgramMistake({ code, span, expected, found });
}
