// What may have been meant where a network's text is mistaken.

import type { Fix } from '../../check/report';
import { Lines } from '../../network/json/lines';
import type { LayerEntry } from '../../network/language/name-table';
import { namesOf } from '../../network/language/names';
import { itemsOf, memberOf, stringsIn, treeOf, type Stretch } from '../../network/language/tree';
import type { Mistake } from '../../network/types';
import { expressionEnd } from '../fixes/code';
import type { Editing } from '../fixes/edits';
import { t } from '../translate';

export interface Mended extends Fix {
  /** Other mistakes may come to light by it. */
  readonly reveals?: true;
}

export type Mend = (mistake: Mistake, editing: Editing, program: boolean) => readonly Mended[];

/** The nearest right name in the place of a misspelt one. */
export const misspelt: Mend = ({ nearest, found, span }, editing) => {
  if (nearest === undefined) return [];
  const { from, to } = stretchOf(span, editing);
  const word = found.replace(/^"(.*)"$/, '$1');
  const places = occurrences(editing.content.slice(from, to), word);
  return places.map((at) => ({
    title: t('Change "{0}" to "{1}"', word, nearest),
    edits: [editing.edit(from + at, from + at + word.length, nearest)],
    reveals: true,
  }));
};

function occurrences(text: string, word: string): readonly number[] {
  const escaped = word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return [...text.matchAll(new RegExp(`(?<![\\w.])${escaped}(?!\\w)`, 'g'))].map(({ index }) => index);
}

/** A Flatten layer before one that takes rows of numbers and is given something with more axes. */
export const flattened: Mend = (mistake, editing, program) => {
  const { code, expected, found, layer } = mistake;
  const isRow = code === 'shape-mismatch' && expected.includes('(N, D)') && extentsIn(found).length > 2;
  if (!isRow) return [];
  return program ? flattenedCall(mistake, editing) : flattenedLayer(mistake, editing, layerNamed(editing, layer));
};

/** `affine(x, 3)` to `affine(x.reshape([x.shape[0], -1]), 3)`: a tensor's own `flatten` leaves no rows. */
function flattenedCall({ span, part = '' }: Mistake, editing: Editing): readonly Mended[] {
  const { from, to } = stretchOf(span, editing);
  const first = /^\w+\(\s*([\w.]+)(?=\s*[,)])/.exec(editing.content.slice(from, to));
  if (!first) return [];
  const end = from + first[0].length;
  const rows = `.reshape([${first[1]}.shape[0], -1])`;
  return [{ title: t('Flatten the input of {0}', part), edits: [editing.edit(end, end, rows)] }];
}

function flattenedLayer({ span }: Mistake, editing: Editing, layer: LayerEntry | undefined): readonly Mended[] {
  if (!layer) return [];
  const { content } = editing;
  const name = freeName(content, 'Flatten');
  const { from } = layer.whole;
  // On a line of its own where the layer is.
  const [, gap = ' '] = /(\n[ \t]*)$/.exec(content.slice(0, from)) ?? [];
  const input = inputAt(content, layer, stretchOf(span, editing));
  const inputs = input ? `, "inputs": ${content.slice(input.from, input.to)}` : '';
  const insertion = editing.edit(from, from, `{ "name": "${name}", "type": "Flatten"${inputs} },${gap}`);
  return [
    {
      title: t('Insert a Flatten layer before {0}', layer.name),
      edits: [insertion, ...(input ? [editing.edit(input.from, input.to, `"${name}"`)] : [])],
    },
  ];
}

/** The reference that the mistake is about; none where the layer takes what the one before it gives. */
function inputAt(content: string, layer: LayerEntry, at: Stretch): Stretch | undefined {
  const node = layerNode(content, layer);
  const places = stringsIn(memberOf(node, 'inputs')).map(({ offset, length }) => ({
    from: offset,
    to: offset + length,
  }));
  return places.find(({ from }) => from === at.from);
}

/** The shape that a param must have in the place of the one that it is given. */
export const reshaped: Mend = ({ code, span, expected, layer, part }, editing) => {
  const right = /^\(([\d, ]+?),?\)/.exec(expected)?.[1];
  const entry = code === 'shape-mismatch' && right !== undefined ? layerNamed(editing, layer) : undefined;
  const param = entry && part !== undefined ? memberOf(layerNode(editing.content, entry), 'params') : undefined;
  const shape = memberOf(memberOf(param, part ?? ''), 'shape');
  if (!shape || stretchOf(span, editing).to < shape.offset) return [];
  const text = `[${right}]`;
  const edits = [editing.edit(shape.offset, shape.offset + shape.length, text)];
  return [{ title: t('Change the shape of {0} to {1}', `${layer}.${part}`, text), edits }];
};

/** Another width of a layer before, where the shapes that meet say which. */
export const resized: Mend = ({ code, expected, found, layer }, editing, program) => {
  if (code !== 'shape-mismatch') return [];
  const extents = new Set([...extentsIn(expected), ...extentsIn(found)]);
  const widths = program ? widthsOfCalls(editing) : widthsBefore(editing, layerNamed(editing, layer));
  return widths.flatMap(({ of, value, from, to }) =>
    [...extents]
      .filter((extent) => extent !== value)
      .map((extent) => ({
        title: t('Set the units of {0} to {1}', of, extent),
        edits: [editing.edit(from, to, String(extent))],
      })),
  );
};

/** A width where it is written. */
interface Width extends Stretch {
  readonly of: string;
  readonly value: number;
}

function widthsBefore({ content }: Editing, at: LayerEntry | undefined): readonly Width[] {
  const before = at ? namesOf(content).layers.filter(({ index }) => index < at.index) : [];
  return before.flatMap((layer) => {
    const units = memberOf(layerNode(content, layer), 'units');
    if (units?.type !== 'number') return [];
    const { offset, length } = units;
    return [{ of: layer.name, value: units.value as number, from: offset, to: offset + length }];
  });
}

/** The second argument of each `affine(h, 5)`, whatever stands in the first. */
function widthsOfCalls({ content }: Editing): readonly Width[] {
  return [...content.matchAll(/\baffine\(/g)].flatMap(({ index, 0: call }) => {
    const comma = expressionEnd(content, index + call.length);
    const [all, width = ''] = /^,\s*(\d+)(?=\s*[,)])/.exec(content.slice(comma)) ?? [''];
    const to = comma + all.length;
    return width === '' ? [] : [{ of: 'affine', value: Number(width), from: to - width.length, to }];
  });
}

/** Of the first shape in a text: `(3, 5)`. */
function extentsIn(text: string): readonly number[] {
  const shape = /\((\d[\d, ]*)\)/.exec(text)?.[1] ?? '';
  return shape.split(',').flatMap((extent) => (extent.trim() === '' ? [] : [Number(extent)]));
}

function layerNamed({ content }: Editing, name: string | undefined): LayerEntry | undefined {
  return namesOf(content).layers.find((layer) => layer.name === name);
}

function layerNode(content: string, { index }: LayerEntry): ReturnType<typeof treeOf> {
  return itemsOf(memberOf(treeOf(content), 'layers'))[index];
}

function freeName(content: string, type: string): string {
  const { named } = namesOf(content);
  for (let ordinal = 1; ; ordinal++) if (!named.has(`${type}${ordinal}`)) return `${type}${ordinal}`;
}

function stretchOf({ line, column, endLine, endColumn }: Mistake['span'], { content }: Editing): Stretch {
  const lines = new Lines(content);
  return { from: lines.offset(line, column), to: lines.offset(endLine, endColumn) };
}
