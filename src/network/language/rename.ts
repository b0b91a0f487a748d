// Another name for an input, a param, a layer, a layer type or one of its parts, wherever the file uses it.

import { NAME_PATTERN } from '../describe/names';
import { mentionAt, mentionsOf, typeId, type LayerEntry, type NameMention, type NetworkNames } from './name-table';
import type { Stretch } from './tree';

/** Another text for a stretch of the network's. */
export interface TextEdit extends Stretch {
  readonly text: string;
}

/** Why something has no other name. */
export type Refusal = 'no-name' | 'fixed' | 'ambiguous' | 'bad-name' | 'taken';

export interface Renamed {
  readonly at: Stretch;
  readonly name: string;
}

/** The name at an offset, if it may be changed. */
export function renameable(names: NetworkNames, offset: number): Renamed | Refusal {
  const mention = mentionAt(names, offset);
  const named = mention && names.named.get(mention.id);
  if (!named) return 'no-name';
  if (named.scope === undefined) return 'fixed';
  const definitions = mentionsOf(names, named.id).filter(({ kind }) => kind === 'definition');
  return definitions.length === 1 ? { at: mention, name: named.name } : 'ambiguous';
}

/** A layer that is named after its type gets a name of its own. */
export function renameEdits(names: NetworkNames, offset: number, newName: string): readonly TextEdit[] | Refusal {
  const found = renameable(names, offset);
  if (typeof found === 'string') return found;
  if (newName === found.name) return [];
  if (!new RegExp(NAME_PATTERN).test(newName)) return 'bad-name';
  const { id, scope } = names.named.get(mentionAt(names, offset)!.id)!;
  const taken = [...names.named.values()].some((other) => other.scope === scope && other.name === newName);
  if (taken) return 'taken';
  const edits = mentionsOf(names, id).map((mention) => editOf(mention, newName, unnamedLayer(names, id)));
  const followers = names.layers.filter(({ implicit, type }) => implicit && typeId(type) === id);
  return [...edits, ...followers.flatMap((layer) => followType(names, layer, newName))];
}

function unnamedLayer({ layers }: NetworkNames, id: string): LayerEntry | undefined {
  return layers.find(({ name, implicit }) => implicit && name === id);
}

function editOf({ kind, from, to }: NameMention, newName: string, unnamed: LayerEntry | undefined): TextEdit {
  if (!unnamed || kind === 'reference') return { from, to, text: newName };
  const start = unnamed.whole.from + 1;
  return { from: start, to: start, text: ` "name": "${newName}",` };
}

/** A layer that is named after its type is so after the new one too: whoever refers to it must. */
function followType(names: NetworkNames, { name, type }: LayerEntry, newType: string): TextEdit[] {
  const text = newType + name.slice(type.length);
  const references = mentionsOf(names, name).filter(({ kind }) => kind === 'reference');
  return references.map(({ from, to }) => ({ from, to, text }));
}
