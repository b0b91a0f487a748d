// The forms in which a network writes a tensor, before any of them becomes numbers.

import type { Shape, Tensor } from '../../engine/tensor';
import type { Place } from '../mistakes';

export type TensorForm = LiteralForm | RandomForm | FileForm;

/** A number, nested arrays, or class labels made one-hot. */
export interface LiteralForm {
  readonly kind: 'literal';
  readonly place: Place;
  readonly value: Tensor;
}

export type Initialiser =
  | { readonly kind: 'normal'; readonly std: number }
  | { readonly kind: 'uniform'; readonly lo: number; readonly hi: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'xavier' }
  | { readonly kind: 'he' };

export interface RandomForm {
  readonly kind: 'random';
  readonly place: Place;
  readonly initialiser: Initialiser;
  /** Null where it is to be implied. */
  readonly shape: Shape | null;
}

export interface FileForm {
  readonly kind: 'file';
  readonly place: Place;
  readonly path: string;
  readonly key: string | undefined;
  readonly rows: readonly [number, number] | undefined;
  readonly scale: number | undefined;
  /** Where each of its keys has its value. */
  readonly places: ReadonlyMap<string, Place>;
}
