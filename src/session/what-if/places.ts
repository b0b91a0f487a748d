// Where a network's text gives an input or a param, and in which of the ways that it can be given.

import type { Node } from 'jsonc-parser';
import type { Stretch } from '../../network/language/tree';
import { itemsOf } from '../../network/language/tree';

/** Why a tensor is not given number by number. */
export type Given = 'random' | 'constant' | 'file' | 'labels' | 'default';

/** Why its numbers cannot be written where it is given. */
export type Obstacle = 'expression' | 'not-given';

export type Place =
  | { readonly kind: 'numbers'; at(index: readonly number[]): Stretch | undefined }
  /** One-hot rows by their classes. */
  | { readonly kind: 'labels'; at(row: number): Stretch | undefined; readonly whole: Stretch }
  /** What stands there now; `around` the text that is to be written instead, where more than numbers are missing. */
  | {
      readonly kind: 'other';
      readonly given: Given;
      readonly whole: Stretch;
      around?(literal: string): string;
      /** What has to be put in elsewhere. */
      readonly also?: { readonly at: number; readonly text: string };
    }
  | { readonly kind: 'none'; readonly why: Obstacle };

/** Of a number or nested arrays, which begin at an offset of the text. */
export function numbersPlace(node: Node, start = 0): Place {
  return {
    kind: 'numbers',
    at(index) {
      let inner: Node | undefined = node;
      for (const i of index) inner = itemsOf(inner)[i];
      return inner?.type === 'number' ? stretchOf(inner, start) : undefined;
    },
  };
}

export function stretchOf({ offset, length }: Node, start = 0): Stretch {
  return { from: start + offset, to: start + offset + length };
}
