// A place in a JSON document from which typed values are read. What does not fit is recorded as a mistake and read as null.

import type { Node } from 'jsonc-parser';
import type { Span } from '../../engine/span';
import type { Source } from '../expressions/types';
import type { Mistakes, Place } from '../mistakes';
import { nearest } from '../nearest';
import type { MistakeCode } from '../types';
import { valueOffsets } from './escapes';
import type { Lines } from './lines';

export interface Document {
  readonly text: string;
  readonly lines: Lines;
  readonly mistakes: Mistakes;
}

const LONGEST_QUOTE = 40;

/** The layer and the key that a cursor is in. */
type Context = Pick<Place, 'layer' | 'part'>;

export class Cursor implements Place {
  constructor(
    private readonly document: Document,
    readonly node: Node,
    private readonly context: Context = { layer: null },
  ) {}

  get layer(): string | null {
    return this.context.layer;
  }

  get part(): string | null {
    return this.context.part ?? null;
  }

  get span(): Span {
    return this.document.lines.span(this.node.offset, this.node.offset + this.node.length);
  }

  get mistakes(): Mistakes {
    return this.document.mistakes;
  }

  /** The same place, known to be in a layer. */
  within(layer: string): Cursor {
    return new Cursor(this.document, this.node, { layer });
  }

  /** Records that something else was expected here. */
  refuse(code: MistakeCode, expected: string, found = this.describe(), nearest?: string): null {
    return this.mistakes.add(code, this, expected, found, nearest);
  }

  /** Records a key that is missing, at the opening brace. */
  refuseMissing(expected: string, found = 'none'): null {
    const span = this.document.lines.span(this.node.offset, this.node.offset + 1);
    return this.mistakes.add('missing-key', { ...this.context, span }, expected, found);
  }

  /** The value as a person would name it. */
  describe(): string {
    const { type, offset, length, children } = this.node;
    const literal = this.document.text.slice(offset, offset + length);
    const short = literal.length <= LONGEST_QUOTE && !literal.includes('\n');
    if (type === 'array' && !short) return `an array of ${children?.length ?? 0}`;
    if (type === 'object' && !short) return 'an object';
    return literal.length > LONGEST_QUOTE ? `${literal.slice(0, LONGEST_QUOTE)}…` : literal;
  }

  get isString(): boolean {
    return this.node.type === 'string';
  }

  get isObject(): boolean {
    return this.node.type === 'object';
  }

  get isArray(): boolean {
    return this.node.type === 'array';
  }

  get isNull(): boolean {
    return this.node.type === 'null';
  }

  string(expected = 'a string'): string | null {
    return this.isString ? (this.node.value as string) : this.refuse('wrong-type', expected);
  }

  /** One of a closed list of words. */
  choice<const T extends string>(choices: readonly T[]): T | null {
    const expected = anyOf(choices.map((choice) => `"${choice}"`));
    const value = this.string(expected);
    if (value === null) return null;
    const chosen = choices.find((choice) => choice === value);
    return chosen ?? this.refuse('bad-value', expected, this.describe(), nearest(value, choices));
  }

  boolean(): boolean | null {
    return this.node.type === 'boolean' ? (this.node.value as boolean) : this.refuse('wrong-type', 'true or false');
  }

  /** A finite number that passes the test. */
  number(expected = 'a number', test?: (value: number) => boolean): number | null {
    if (this.node.type !== 'number') return this.refuse('wrong-type', expected);
    const value = this.node.value as number;
    if (!Number.isFinite(value)) return this.refuse('not-finite', 'a finite number');
    return !test || test(value) ? value : this.refuse('bad-value', expected);
  }

  integer(least = Number.MIN_SAFE_INTEGER): number | null {
    const expected = least === Number.MIN_SAFE_INTEGER ? 'an integer' : `an integer of at least ${least}`;
    return this.number(expected, (value) => Number.isSafeInteger(value) && value >= least);
  }

  list(expected = 'an array'): readonly Cursor[] | null {
    if (!this.isArray) return this.refuse('wrong-type', expected);
    return (this.node.children ?? []).map((node) => new Cursor(this.document, node, this.context));
  }

  integers(least?: number): readonly number[] | null {
    return allOf(this.list('an array of integers')?.map((item) => item.integer(least)));
  }

  /** The members of an object in their order; of a key that is written twice, the first. */
  members(expected = 'an object'): readonly Member[] | null {
    if (!this.isObject) return this.refuse('wrong-type', expected);
    const members = new Map<string, Member>();
    for (const { children } of this.node.children ?? []) {
      if (children?.length !== 2) continue;
      const name = children[0].value as string;
      const key = new Cursor(this.document, children[0], { layer: this.layer });
      const value = new Cursor(this.document, children[1], { layer: this.layer, part: name });
      if (!members.has(name)) members.set(name, { name, key, value });
    }
    return [...members.values()];
  }

  /** The members of an object with a closed list of keys; records those that are not in it. */
  fields(known: readonly string[], expected?: string): Fields | null {
    const members = this.members(expected);
    if (!members) return null;
    const misspelt = new Set<string>();
    for (const { name, key } of members) {
      if (known.includes(name)) continue;
      const meant = nearest(name, known);
      key.refuse('unknown-key', `one of ${known.join(', ')}`, key.describe(), meant);
      misspelt.add(meant ?? name);
    }
    return new Fields(this, members, misspelt);
  }

  /** The characters of a string, as an expression that knows where they stand. */
  source(): Source {
    const { offset, length } = this.node;
    const { lines, text } = this.document;
    const offsets = valueOffsets(text.slice(offset, offset + length));
    return {
      text: this.node.value as string,
      span: (from, to) => lines.span(offset + offsets(from), offset + offsets(to)),
    };
  }

  /** The place of a string's characters without its quotes. */
  get inside(): Span {
    const { offset, length } = this.node;
    return this.document.lines.span(offset + 1, offset + length - 1);
  }
}

export interface Member {
  readonly name: string;
  readonly key: Cursor;
  readonly value: Cursor;
}

export class Fields {
  constructor(
    private readonly owner: Cursor,
    readonly members: readonly Member[],
    /** What unknown keys were meant to be, as far as can be guessed. */
    readonly misspelt: ReadonlySet<string>,
  ) {}

  get(name: string): Cursor | undefined {
    return this.members.find((member) => member.name === name)?.value;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Records a mistake where the key is missing, unless it is there and misspelt. */
  require(name: string): Cursor | null {
    return this.get(name) ?? (this.misspelt.has(name) ? null : this.owner.refuseMissing(`"${name}"`));
  }
}

/** Null where one of them is. */
export function allOf<T>(values: readonly (T | null)[] | null | undefined): readonly T[] | null {
  return values?.every((value) => value !== null) ? values : null;
}

/** `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}
