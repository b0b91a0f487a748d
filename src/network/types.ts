// What a network file is read into, whichever format it was written in.

import type { Graph } from '../engine/graph';
import type { Pulled } from '../engine/run';
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
  | 'limit'
  /** A program that threw, or did not end in time. */
  | 'thrown'
  | 'timeout'
  | 'import';

/** Where a name stands in the file. */
export interface Mention {
  readonly name: string;
  readonly kind: 'definition' | 'reference';
  readonly span: Span;
}

/** Section `check` of the file, as it is written there; what is left out is the check's own choice. */
export interface CheckSection {
  readonly method?: 'auto' | 'response' | 'central' | 'ridders' | 'projection';
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
  /** The whole text of each layer, by name; of a program, the call that made it. */
  readonly layerSpans: ReadonlyMap<string, Span>;
  /** By layer: where its hand-written backward pass stands. */
  readonly backwardTexts: ReadonlyMap<string, BackwardText>;
  /** Of a layer that is written as expressions; null for others. */
  formulasOf?(layer: string): Formulas | null;
  /** Of a model that wires its own passes: its own backward pass. */
  readonly ownBackward?: () => Pulled;
  /** Of a program: what went wrong in the person's code while it ran, at its place; null where it was not theirs. */
  mistakeOf?(error: unknown): Mistake | null;
  /** Of a program: branches of the code under test that have not run so far. */
  neverRan?(): readonly CodePart[];
}

/** A part of a program. */
export interface CodePart {
  /** In the network's own file. */
  readonly span: Span;
  /** Of a part of another file, which `span` imports: where it stands there. */
  readonly source?: { readonly file: string; readonly span: Span };
}

/** A part of the file's text. */
export interface Written {
  readonly span: Span;
  readonly text: string;
}

/** A layer's passes as expressions. */
export interface Formulas {
  readonly forward: string;
  /** By input or param, as far as it can be written down: its gradient, which agrees with the graph's own. */
  readonly derived: ReadonlyMap<string, string>;
}

/** A backward pass as it is written: expressions by input or param, or the method of a class in the network's own file. */
export type BackwardText =
  | { readonly kind: 'expressions'; readonly expressions: ReadonlyMap<string, Written> }
  | { readonly kind: 'method'; readonly method: Written };

export type Reading =
  { readonly ok: true; readonly network: Network } | { readonly ok: false; readonly mistakes: readonly Mistake[] };
