// Reads a network that is a TypeScript program: runs it, held to its limits, and takes the network that it exports.

import type { Overrides } from '../overrides';
import type { BackwardText, CodePart, FileAccess, Mistake, Network, Reading } from '../types';
import { evaluate } from './evaluate';
import { definitionOf, rejectUnknownNames } from './exported';
import { here, mistakeOf } from './failure';
import { Guard, type Meter } from './guard';
import type { ProgramHost } from './host';
import { identitiesOf } from './identity';
import { Module } from './module';
import { ProgramMistake, readSources, type Sources } from './modules';
import { keepDeepStacks } from './stack';

export type { Meter } from './guard';

/** The library `gradient-debugger`, made for one program. */
export interface Library {
  readonly exports: object;
  /** Math with the library's own random numbers. */
  readonly math: object;
  isDefinition(value: unknown): boolean;
  /** Whether a pass of a hand-written layer, or a model's own gradient method, is running. */
  isUnderTest(): boolean;
  /** Throws what the program throws. */
  build(definition: unknown): Built;
}

/** A network without what only its text tells. */
export interface Built extends Omit<Network, 'backwardTexts' | 'mistakeOf' | 'neverRan'> {
  /** By hand-written layer: its backward method. */
  readonly backwards: ReadonlyMap<string, (...douts: never[]) => unknown>;
}

/** A network, or the mistake that its program ended with. `file` is its name, `text` its text as the person sees it. */
export type ProgramReader = (
  file: string,
  text: string,
  files: FileAccess,
  meter: Meter,
  overrides?: Overrides,
) => Promise<Reading>;

export function programReader(createLibrary: (host: ProgramHost) => Library): ProgramReader {
  return async (file, text, files, meter, overrides) => {
    try {
      const sources = await readSources(file.slice(file.lastIndexOf('/') + 1), text, files);
      const identityOf = identitiesOf(sources);
      const library = createLibrary({ here: () => here(sources), overrides, ...(identityOf && { identityOf }) });
      rejectUnknownNames(sources, library.exports);
      return runProgram(sources, library, new Guard(meter));
    } catch (error) {
      if (!(error instanceof ProgramMistake)) throw error;
      return refuse(error.mistake);
    }
  };
}

function runProgram(sources: Sources, library: Library, guard: Guard): Reading {
  keepDeepStacks();
  const failure = (error: unknown): Mistake | null => mistakeOf(error, sources, guard.lastPlace);
  try {
    const exports = evaluate(sources, {
      library: library.exports,
      math: library.math,
      tick: (place) => guard.tick(place),
      isUnderTest: library.isUnderTest,
    });
    const { backwards, ...built } = library.build(definitionOf(exports, sources, library.isDefinition));
    const network: Network = {
      ...built,
      backwardTexts: backwardTexts(backwards, sources),
      mistakeOf: failure,
      neverRan: () => branchesThatNeverRan(sources),
    };
    return { ok: true, network };
  } catch (error) {
    const mistake = failure(error);
    if (!mistake) throw error;
    return refuse(mistake);
  }
}

function refuse(mistake: Mistake): Reading {
  return { ok: false, mistakes: [mistake] };
}

/** Those that stand in the network's own file: a fix can only be made there. */
function backwardTexts(backwards: Built['backwards'], { own }: Sources): ReadonlyMap<string, BackwardText> {
  const texts = new Map<string, BackwardText>();
  for (const [layer, backward] of backwards) {
    const method = own.written(String(backward));
    if (method) texts.set(layer, { kind: 'method', method });
  }
  return texts;
}

/** Of what is imported, the import is its place in the network's own file. */
function branchesThatNeverRan({ files }: Sources): CodePart[] {
  return [...files.values()].flatMap((module) => {
    if (!(module instanceof Module)) return [];
    return module.coverage.missed().map(({ part }): CodePart => {
      const span = module.spanOfPart(part);
      return module.importedAt ? { span: module.importedAt, source: { file: module.path, span } } : { span };
    });
  });
}
