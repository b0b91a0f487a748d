// The name under the cursor: as the check's own reading of the file has it, else from the shape of the text alone.

import { mentionAt as mentionIn, typeId, type LayerEntry, type NetworkNames } from '../network/language/name-table';
import { namesOf } from '../network/language/names';
import type { Stretch } from '../network/language/tree';
import type { Mention } from '../network/types';
import type { Span } from '../protocol/messages';

/** Counts from 1, as spans do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Mentions are right only for the text that was checked. A call that makes a layer is a mention of its params as well. */
export function mentionAt(mentions: readonly Mention[], place: Place): Mention | undefined {
  const byName = mentions.toSorted((a, b) => a.name.length - b.name.length);
  return innermost(byName, ({ span }) => span, place);
}

/** The layer whose text holds the place. */
export function layerAt(layerSpans: Readonly<Record<string, Span>>, place: Place): string | undefined {
  return innermost(Object.keys(layerSpans), (name) => layerSpans[name], place);
}

/** Of those whose text holds the place the one that begins last; the first of those that begin together. */
function innermost<T>(all: readonly T[], spanOf: (one: T) => Span, place: Place): T | undefined {
  return all
    .filter((one) => holds(spanOf(one), place))
    .sort((a, b) => spanOf(b).line - spanOf(a).line || spanOf(b).column - spanOf(a).column)[0];
}

/** A string in a network's text that stands for a tensor or layer, which need not exist. */
export interface NamedPlace extends Stretch {
  readonly name: string;
}

export function nameInJson(text: string, offset: number): NamedPlace | undefined {
  const names = namesOf(text);
  const covers = ({ from, to }: Stretch): boolean => from <= offset && offset <= to;
  const layer = names.layers.find(({ whole }) => covers(whole));
  // The type of a layer stands for the layer.
  if (layer?.typeAt && covers(layer.typeAt)) return { name: layer.name, ...layer.typeAt };
  const mention = mentionIn(names, offset);
  const name = mention && tensorOf(names, mention.id, layer);
  return name === undefined ? undefined : { name, from: mention!.from, to: mention!.to };
}

/** What a layer type of the file calls its parts, each layer of that type has as its own. */
function tensorOf({ named, types }: NetworkNames, id: string, layer: LayerEntry | undefined): string | undefined {
  const type = layer && types.find(({ name }) => name === layer.type);
  const part = named.get(id)?.name ?? '';
  if (!id.startsWith(typeId(''))) return id;
  return type?.params.includes(part) ? `${layer!.name}.${part}` : undefined;
}

// In a program: the first argument of input(), and the option that names a layer.
const NAMED_IN_PROGRAM = /(?<=\binput\(\s*|\bname:\s*)(['"])(\w+)\1/g;

export function nameInProgram(text: string, offset: number): NamedPlace | undefined {
  for (const { index, 2: name } of text.matchAll(NAMED_IN_PROGRAM)) {
    const [from, to] = [index + 1, index + 1 + name.length];
    if (offset >= from && offset <= to) return { name, from, to };
  }
  return undefined;
}

function holds({ line, column, endLine, endColumn }: Span, at: Place): boolean {
  const afterStart = at.line > line || (at.line === line && at.column >= column);
  const beforeEnd = at.line < endLine || (at.line === endLine && at.column <= endColumn);
  return afterStart && beforeEnd;
}
