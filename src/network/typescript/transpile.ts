// TypeScript to JavaScript that runs as a CommonJS module, and the way back, token by token.
//
// This is what sucrase's `transform` does. Its source map is not used: it loses its columns after an empty part of a
// template, and leads to types that were left out where they stood before a parenthesis.

import type { Options } from 'sucrase';
import CJSImportProcessor from 'sucrase/dist/esm/CJSImportProcessor';
import { HelperManager } from 'sucrase/dist/esm/HelperManager';
import identifyShadowedGlobals from 'sucrase/dist/esm/identifyShadowedGlobals';
import NameManager from 'sucrase/dist/esm/NameManager';
import { parse } from 'sucrase/dist/esm/parser';
import TokenProcessor from 'sucrase/dist/esm/TokenProcessor';
import RootTransformer from 'sucrase/dist/esm/transformers/RootTransformer';
import { countBefore } from './search';

export interface Transpiled {
  readonly code: string;
  /** Where what begins at an offset of the code begins in the source. */
  startOf(offset: number): number;
  /** Where what ends at an offset of the code ends in the source. */
  endOf(offset: number): number;
}

/** A text that is no TypeScript. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  constructor(
    readonly found: string,
    /** In the source. */
    readonly offset: number,
  ) {
    super(found);
  }
}

/** Throws SourceError. */
export function transpile(source: string): Transpiled {
  try {
    return transformed(source);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { message, pos = 0 } = error as Error & { pos?: number };
    throw new SourceError(message.replace(/ \(\d+:\d+\)$/, ''), pos);
  }
}

const OPTIONS: Options = { transforms: ['typescript', 'imports'], disableESTransforms: true };

function transformed(source: string): Transpiled {
  const { tokens, scopes } = parse(source, false, true, false);
  const nameManager = new NameManager(source, tokens);
  const helperManager = new HelperManager(nameManager);
  const tokenProcessor = new TokenProcessor(source, tokens, false, true, helperManager);
  const importProcessor = new CJSImportProcessor(
    nameManager,
    tokenProcessor,
    false,
    OPTIONS,
    true,
    false,
    helperManager,
  );
  importProcessor.preprocessTokens();
  identifyShadowedGlobals(tokenProcessor, scopes, importProcessor.getGlobalNames());
  importProcessor.pruneTypeOnlyImports();
  const context = { tokenProcessor, scopes, nameManager, importProcessor, helperManager };
  const { code, mappings } = new RootTransformer(context, OPTIONS.transforms, false, OPTIONS).transform();
  const kept = tokens.flatMap(({ start, end }, k) => {
    const at = mappings[k];
    return at === undefined ? [] : [{ at, start, end }];
  });
  // Tokens that were left out are at the same offset as the one that comes after them.
  return {
    code,
    startOf: (offset) => kept[countBefore(kept, ({ at }) => at <= offset) - 1]?.start ?? 0,
    endOf: (offset) => kept[countBefore(kept, ({ at }) => at < offset) - 1]?.end ?? 0,
  };
}
