// Runs the modules of a program as CommonJS does, without the names by which they would reach the machine.

import { UsageError } from './host';
import { MARK, TICK } from './instrument';
import { Module } from './module';
import { LIBRARY, mistaken, START, type Sources } from './modules';
import { sourceUrl } from './stack';

/** What a program is given. */
export interface Surroundings {
  /** Exports of the library. */
  readonly library: object;
  readonly math: object;
  tick(place: number): void;
  /** Whether what runs now is code under test. */
  isUnderTest(): boolean;
}

/** Lines before a module's own in what runs. */
export const HEADER = 1;

// Not a wall, which a worker is: what is written for a page or for Node ends at its line instead of half-working.
const WITHHELD = [
  ...['process', 'global', 'globalThis', 'self', 'window', 'Buffer', 'navigator', 'location', 'indexedDB', 'caches'],
  ...[
    'postMessage',
    'onmessage',
    'onmessageerror',
    'close',
    'importScripts',
    'Worker',
    'SharedWorker',
    'BroadcastChannel',
  ],
  ...['MessageChannel', 'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
];

/** What a program's own file exports. Throws what the program throws. */
export function evaluate(sources: Sources, surroundings: Surroundings): Record<string, unknown> {
  const paths = [...sources.files.keys()];
  const loaded = new Map<string, Record<string, unknown>>();
  const load = (path: string): unknown => {
    const file = sources.files.get(path)!;
    if (!(file instanceof Module)) return file.data;
    const before = loaded.get(path);
    if (before) return before;
    const exports: Record<string, unknown> = {};
    loaded.set(path, exports);
    const require = (specifier: string): unknown => {
      if (specifier === LIBRARY) return surroundings.library;
      const found = sources.resolve(path, specifier);
      if (found === null) throw new UsageError('import', 'import', 'the path itself, as a text', `"${specifier}"`);
      return load(found);
    };
    compile(file, sourceUrl(paths.indexOf(path), path), { require, exports, ...surroundings })();
    return exports;
  };
  return load(sources.own.path) as Record<string, unknown>;
}

interface Scope extends Surroundings {
  require(specifier: string): unknown;
  readonly exports: object;
}

/** The names are those of an outer function, so that a module may declare them for itself. */
function compile({ code, coverage }: Module, url: string, scope: Scope): () => void {
  const { require, exports, math, tick, isUnderTest } = scope;
  const mark = (branch: number): void => {
    if (isUnderTest()) coverage.mark(branch);
  };
  const enter = (place: number, branch: number): void => {
    mark(branch);
    tick(place);
  };
  const names = ['require', 'exports', 'Math', TICK, MARK, ...WITHHELD].join(',');
  const wrapped = `(function(${names}){return function(){\n${code}\n}})\n//# sourceURL=${url}`;
  return madeOf(wrapped)(require, exports, math, enter, mark);
}

function madeOf(code: string): (...given: unknown[]) => () => void {
  try {
    return (0, eval)(code) as ReturnType<typeof madeOf>;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    throw mistaken('thrown', START, 'an editor that lets networks run as programs', 'one whose policy forbids it');
  }
}
