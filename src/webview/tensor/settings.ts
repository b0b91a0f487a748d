// How the person likes to look at tensors; kept over reloads.

import { effect, signal } from '@preact/signals';
import { savedState, saveState } from '../host';
import type { Which } from './numbers';

interface Kept {
  readonly logarithmic: boolean;
  readonly histogram: Which;
  readonly wide: boolean;
  /** By tensor: which of its looks was chosen. */
  readonly looks: Readonly<Record<string, string>>;
}

const kept: Kept = {
  logarithmic: false,
  histogram: 'value',
  wide: false,
  looks: {},
  ...(savedState().tensors as Partial<Kept> | undefined),
};

export const logarithmic = signal(kept.logarithmic);
export const histogramOf = signal(kept.histogram);
export const wide = signal(kept.wide);
export const looks = signal(kept.looks);

effect(() =>
  saveState({
    tensors: {
      logarithmic: logarithmic.value,
      histogram: histogramOf.value,
      wide: wide.value,
      looks: looks.value,
    } satisfies Kept,
  }),
);
