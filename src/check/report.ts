// The report: what every surface renders and `--format json` prints. Its schema is schemas/report.schema.json.

import type { Span } from '../engine/span';

export type ElementVerdict = 'pass' | 'fail' | 'kink' | 'undecided';
export type TensorStatus = ElementVerdict | 'skipped';
export type NetworkStatus = 'pass' | 'fail' | 'undecided' | 'error';
export type Method = 'auto' | 'response' | 'central' | 'ridders' | 'projection';
/** How a tensor's numerical values were had. */
export type TensorMethod = 'difference' | 'response' | 'central' | 'ridders' | 'projection';

/** A number, or its name where JSON has none. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';
/** Nested as the tensor's shape; null in the place of an element that was not checked. */
export type JsonNested = JsonNumber | null | readonly JsonNested[];

/** The element with the largest |analytic - numeric| / (tolerance + bound). */
export interface WorstElement {
  readonly index: readonly number[];
  readonly analytic: JsonNumber;
  readonly numeric: JsonNumber;
  /** Error bound of the numerical value plus the rounding allowance of the analytic one. */
  readonly bound: JsonNumber;
  readonly verdict: ElementVerdict;
  /** At a kink: the slopes to the left and to the right. */
  readonly slopes?: readonly [JsonNumber, JsonNumber];
}

export interface TensorReport {
  /** `x`, `Affine1.W`, `Affine1.out`, `Gate/exp1.out`. */
  readonly name: string;
  readonly role: 'input' | 'param' | 'activation' | 'node';
  readonly layer: string | null;
  readonly shape: readonly number[];
  readonly status: TensorStatus;
  /** Wrong only because a layer further on in the backward pass is. */
  readonly inherited?: true;
  /** What gave the numerical values, of most elements; null where none was computed. */
  readonly method: TensorMethod | null;
  readonly elements: number;
  readonly checked: number;
  readonly failed: number;
  readonly kinks: number;
  readonly undecided: number;
  readonly maxRelError: JsonNumber;
  readonly maxAbsError: JsonNumber;
  readonly meanAbsError: JsonNumber;
  readonly gradNorm: JsonNumber;
  readonly boundMax: JsonNumber;
  /** Of a projection: how likely an error of 1 % of the gradient's norm would have gone unseen. */
  readonly missProbability?: number;
  readonly worst: WorstElement | null;
  readonly value?: JsonNested;
  readonly analytic?: JsonNested;
  /** Null where no element has a value of its own. */
  readonly numeric?: JsonNested | null;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

export interface Fault {
  /** The guilty layer; of a wiring fault, the layer that was given the wrong cotangent. */
  readonly layer: string;
  /** The input or param whose gradient is wrong, by the layer's own name for it; null of a wiring fault. */
  readonly input: string | null;
  /** The same in the network. */
  readonly tensor: string;
  readonly code: string;
  readonly confidence: number;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** One that was applied to the text in memory and made the check pass. */
  readonly fix: Fix | null;
  readonly span: Span | null;
}

export interface Warning {
  readonly code: string;
  readonly layer: string | null;
  readonly tensor?: string;
  /** Of a vacuous check: why it could not have failed. Of `mutates-input`: `params`, where those are changed. */
  readonly reason?: string;
  /** Of a branch of the code: where it stands in the network's file; of one in another file, where that is imported. */
  readonly span?: Span;
  /** Of a branch in another file: where it stands there. */
  readonly source?: { readonly file: string; readonly span: Span };
}

export interface CheckReport {
  readonly version: 1;
  readonly network: string;
  readonly file: string;
  readonly status: 'pass' | 'fail' | 'undecided';
  readonly loss: JsonNumber;
  readonly seed: number;
  readonly dtype: 'float64' | 'float32';
  readonly method: Method;
  readonly elapsedMs: number;
  readonly tensors: readonly TensorReport[];
  readonly faults: readonly Fault[];
  readonly warnings: readonly Warning[];
}

export interface ReportedError {
  readonly code: string;
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  readonly span: Span;
  /** Left out where it is not certain what was meant; otherwise it was tried in memory, and the mistake went. */
  readonly fix?: Fix;
}

export type { Span };

/** A file that could not be read or run. */
export interface ErrorReport {
  readonly version: 1;
  readonly file: string;
  readonly status: 'error';
  readonly errors: readonly ReportedError[];
}

export type Report = CheckReport | ErrorReport;
