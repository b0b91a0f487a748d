// What went wrong in a person's program, at its place in the network's own file.

import { ShapeError } from '../../engine/op';
import type { Span } from '../../engine/span';
import type { Mistake } from '../types';
import { HEADER } from './evaluate';
import { Overrun } from './guard';
import { UsageError } from './host';
import { Module } from './module';
import { ProgramMistake, START, type Sources } from './modules';
import { spanOfPlace } from './place';
import { framesOf, type Frame } from './stack';

/** Null where the error did not come out of the program. `lastPlace` is where the program was last. */
export function mistakeOf(error: unknown, sources: Sources, lastPlace: number): Mistake | null {
  if (error instanceof ProgramMistake) return error.mistake;
  const trace = traceOf(error instanceof Error ? error.stack : undefined, sources);
  const [code, expected, found, more] = kindOf(error);
  if (error instanceof Error && !trace.any && !isOurs(error)) return null;
  const last = lastPlace > 0 ? spanOfPlace(lastPlace, sources.own.text) : null;
  // A loop that overran is the last place; what is thrown without being an error knows no other.
  const span = error instanceof Overrun && trace.elsewhere === '' ? (last ?? trace.span) : (trace.span ?? last);
  return { code, span: span ?? START, expected, found: found + trace.elsewhere, ...more };
}

function isOurs(error: Error): boolean {
  return error instanceof Overrun || error instanceof UsageError || error instanceof ShapeError;
}

type Kind = [code: Mistake['code'], expected: string, found: string, more?: Pick<Mistake, 'part' | 'nearest'>];

function kindOf(error: unknown): Kind {
  if (error instanceof Overrun) return [error.code, error.expected, error.found];
  if (error instanceof UsageError) {
    const { code, part, expected, found, nearest } = error;
    return [code, expected, found, { part, ...(nearest !== undefined && { nearest }) }];
  }
  if (error instanceof ShapeError) return ['shape-mismatch', error.expected, error.found, { part: error.operand }];
  if (!(error instanceof Error)) return ['thrown', CODE_THAT_RUNS, `${shown(error)}, thrown`];
  if (error instanceof RangeError && /allocation failed|Invalid .*(array|string).* length/i.test(error.message)) {
    return ['limit', 'values that fit into memory', `${error.name}: ${error.message}`];
  }
  return ['thrown', CODE_THAT_RUNS, `${error.name}: ${readable(error.message)}`];
}

const CODE_THAT_RUNS = 'code that runs to its end';

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

/** Names as the person wrote them: imports and exports are members of modules in what runs. */
function readable(message: string): string {
  return message.replace(/\b(?:_[A-Za-z]\w*|exports)\.(\w+)(?:\.call\b)?/g, '$1');
}

interface Trace {
  readonly any: boolean;
  /** The innermost place in the network's own file. */
  readonly span: Span | null;
  /** Where it was instead, when that is in another file. */
  readonly elsewhere: string;
}

function traceOf(stack: string | undefined, { own, files }: Sources): Trace {
  const modules = [...files.values()];
  const frames = framesOf(stack, HEADER);
  const inOwn = frames.find(({ module }) => modules[module] === own);
  const [innermost] = frames;
  const away = innermost && innermost !== inOwn ? modules[innermost.module] : undefined;
  return {
    any: frames.length > 0,
    span: inOwn ? spanAt(own, inOwn) : null,
    elsewhere: away instanceof Module ? ` (${away.path}, line ${spanAt(away, innermost).line})` : '',
  };
}

function spanAt(module: Module, { line, column }: Frame): Span {
  return module.spanAt(line, column);
}

/** The place in the network's own file of the call that is being served; null outside of it. */
export function here({ own, files }: Sources): Span | null {
  const number = [...files.values()].indexOf(own);
  const frame = framesOf(new Error().stack, HEADER).find(({ module }) => module === number);
  return frame ? spanAt(own, frame) : null;
}
