// Reads a network from its text: from JSON to a description, from the description to a graph.

import { buildNetwork } from './build/network';
import { filesOf } from './describe/files';
import { readNetworkText } from './describe/network';
import { Lines } from './json/lines';
import { parseDocument } from './json/parse';
import { Mistakes } from './mistakes';
import { loadFiles } from './tensors/load';
import type { FileAccess, Reading } from './types';

export { LIMITS } from './limits';

/** A network, or all the mistakes of its text in the order of the text: nothing runs half-read. */
export async function readNetwork(text: string, files: FileAccess): Promise<Reading> {
  const mistakes = new Mistakes();
  // A byte order mark is no part of the text that an editor shows.
  const content = text.replace(/^\uFEFF/, '');
  const root = parseDocument({ text: content, lines: new Lines(content), mistakes });
  const description = root && readNetworkText(root);
  if (description) {
    const loaded = await loadFiles(filesOf(description), files, mistakes);
    const network = buildNetwork(description, loaded, mistakes);
    if (network) return { ok: true, network };
  }
  return { ok: false, mistakes: mistakes.inTextOrder() };
}
