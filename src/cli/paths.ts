// Which files the paths and patterns of a command line stand for.

import fs from 'node:fs';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';

export interface Selection {
  /** Sorted, each once, with `/` between its parts. */
  readonly files: readonly string[];
  /** One literal path: its report stands alone. */
  readonly single: boolean;
  /** Patterns that match nothing. */
  readonly unmatched: readonly string[];
}

export async function select(patterns: readonly string[]): Promise<Selection> {
  const files = new Set<string>();
  const unmatched: string[] = [];
  let globbed = false;
  for (const pattern of patterns) {
    // A file may have brackets in its name.
    if (fs.existsSync(pattern) || !isDynamicPattern(pattern)) {
      files.add(spelled(pattern));
      continue;
    }
    globbed = true;
    const matches = await glob(pattern, { expandDirectories: false, ignore: '**/node_modules/**' });
    if (matches.length === 0) unmatched.push(pattern);
    for (const match of matches) files.add(spelled(match));
  }
  return { files: [...files].sort(), single: patterns.length === 1 && !globbed, unmatched };
}

function spelled(file: string): string {
  return path.normalize(file).replaceAll(path.sep, '/');
}
