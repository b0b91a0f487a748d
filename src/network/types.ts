// What a network file is read into, whichever format it was written in.

import type { Graph } from '../engine/graph';
import type { Tensor } from '../engine/tensor';
import type { Span } from '../engine/span';

/** Files beside the network, by a path relative to it with `/` between its parts. Rejects where there is none. */
export interface FileAccess {
  read(path: string): Promise<Uint8Array>;
}

/** A mistake in a file: where it is, what was expected there and what was found. */
export interface Mistake {
  readonly code: MistakeCode;
  readonly span: Span;
  /** The layer concerned, where there is one. */
  readonly layer?: string;
  /** The key, operand or attribute concerned, where there is one. */
  readonly part?: string;
  readonly expected: string;
  readonly found: string;
  /** The nearest right name, where one was misspelt. */
  readonly nearest?: string;
}

export type MistakeCode =
  | 'syntax'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  | 'bad-value'
  | 'unknown-name'
  | 'unknown-type'
  | 'duplicate-name'
  | 'bad-name'
  | 'cycle'
  | 'shape-mismatch'
  | 'expression'
  | 'file-missing'
  | 'file-format'
  | 'not-finite'
  | 'limit';

/** Where a name stands in the file. */
export interface Mention {
  readonly name: string;
  readonly kind: 'definition' | 'reference';
  readonly span: Span;
}

/** Section `check` of the file, as it is written there; what is left out is the check's own choice. */
export interface CheckSection {
  readonly method?: 'auto' | 'central' | 'ridders' | 'projection';
  readonly h?: number;
  readonly rtol?: number;
  readonly atol?: number;
  readonly tensors?: readonly string[];
  readonly sample?: number;
  readonly seed?: number;
}

/** The learning procedure's settings: section `train` of the file. */
export interface TrainSettings {
  readonly rate: number;
  readonly steps: number;
  readonly batch: number;
  /** Full data sets by the input's name; all with the same number of rows. */
  readonly data: ReadonlyMap<string, Tensor>;
  readonly test: ReadonlyMap<string, Tensor>;
  /** The report's name of the tensor whose largest element per row is the prediction. */
  readonly scores: string;
}

export interface Network {
  readonly name: string;
  readonly seed: number;
  readonly graph: Graph;
  /** The cotangent of the output. */
  readonly cotangent: Tensor;
  readonly check: CheckSection;
  readonly train: TrainSettings | null;
  /** Definition and every use of inputs, params and layers. */
  readonly mentions: readonly Mention[];
  /** The whole text of each layer, by name. */
  readonly layerSpans: ReadonlyMap<string, Span>;
}

export type Reading =
  { readonly ok: true; readonly network: Network } | { readonly ok: false; readonly mistakes: readonly Mistake[] };
