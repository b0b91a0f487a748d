// A network as it is written, each part checked by itself; names are not looked up yet and nothing has a shape.

import type { Attributes, Op } from '../../engine/op';
import type { Span } from '../../engine/span';
import type { DType } from '../../engine/tensor';
import type { LayerType } from '../expressions';
import type { Place } from '../mistakes';
import type { Initialiser, TensorForm } from '../tensors/form';
import type { CheckSection } from '../types';

/** A name that refers to something, and the places of its characters. */
export interface Reference {
  readonly name: string;
  readonly place: Place;
  part(from: number, to: number): Span;
}

/** Something that the file gives a name; `inside` are the name's characters. */
export interface Definition {
  readonly name: string;
  readonly place: Place;
  readonly inside: Span;
}

/** The form is null where it is mistaken. */
export interface NamedTensor extends Definition {
  readonly form: TensorForm | null;
}

/** A layer's own trainable tensor, or the name of a shared one. */
export type ParamText = Definition &
  (
    | { readonly kind: 'own'; readonly form: TensorForm | null }
    | { readonly kind: 'shared'; readonly reference: Reference }
  );

export type LayerBody =
  | { readonly kind: 'op'; readonly op: Op }
  /** Written as expressions: a layer type of the file, or an inline expression, which is a type of its own. */
  | { readonly kind: 'expressions'; readonly type: CustomType };

export interface CustomType {
  readonly type: LayerType;
  /** What its trainable tensors start as where a layer does not say. */
  readonly initialisers: ReadonlyMap<string, Initialiser>;
}

export interface LayerText extends Definition {
  /** The whole text of the layer. */
  readonly whole: Place;
  readonly typeName: string;
  readonly typePlace: Place;
  /** Null where the type is unknown or mistaken. */
  readonly body: LayerBody | null;
  /** Null where they are mistaken; `previous` where they are left out. */
  readonly inputs: readonly Reference[] | 'previous' | null;
  /** With the defaults; null where one is mistaken. */
  readonly attributes: Attributes | null;
  readonly attributePlaces: ReadonlyMap<string, Place>;
  readonly params: ReadonlyMap<string, ParamText>;
}

export interface TrainText {
  readonly place: Place;
  readonly rate: number;
  readonly steps: number;
  readonly batch: number;
  readonly batchPlace: Place;
  readonly data: readonly NamedTensor[];
  readonly test: readonly NamedTensor[];
  readonly scores: Reference | null;
}

export interface NetworkText {
  readonly name: string;
  readonly seed: number;
  readonly dtype: DType;
  readonly inputs: readonly NamedTensor[];
  readonly params: readonly NamedTensor[];
  readonly layers: readonly LayerText[];
  /** Undefined where the last layer is meant, null where it is mistaken. */
  readonly loss: Reference | null | undefined;
  readonly upstream: TensorForm | null | undefined;
  readonly check: CheckSection;
  /** The globs of the check with their places. */
  readonly globs: readonly Reference[];
  readonly train: TrainText | null;
}
