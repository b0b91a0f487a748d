// What a finished check hands to the surfaces: the report, and the graph with its numbers in summary.

import type { Category } from '../engine/op';
import type { Helpers } from '../check/helpers';
import type { CheckMemory } from '../check/memory';
import type { CheckSettings, Progress } from '../check/problem';
import type { CheckReport, ErrorReport, Fix, Span, TensorReport } from '../check/report';
import type { Meter } from '../network/typescript/guard';
import type { Replaced } from '../network/overrides';
import type { Mention } from '../network/types';
import type { Changes } from './changes';
import type { Written } from './read';

/** A network's text and what is needed to check it. */
export interface Ask extends Written {
  /** Overrides of the file's own settings. */
  readonly settings?: Partial<CheckSettings>;
  /** Put every element's value and both gradients in the report. */
  readonly values?: boolean;
}

/** How long work gets along with whoever waits for it. */
export interface Work extends Meter {
  /** An AbortSignal will do. */
  readonly signal: { readonly aborted: boolean };
  progress(progress: Progress): void;
  /** Told once the gradients are compared and some are wrong, of what can be said before the layers are examined. */
  early?(result: CheckResult): void;
  /** Of the checks of this document so far. */
  readonly earlier?: CheckMemory;
  /** Threads that may be asked for help with it. */
  readonly helpers?: Helpers;
  /** Lets waiting messages in; work calls it at least every 25 ms. */
  breathe(): Promise<void>;
}

/** Thrown out of work whose signal was aborted. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** A tensor at a glance. Statistics are over the finite elements; `head` is its first elements in row-major order. */
export interface Summary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Euclidean. */
  readonly norm: number;
  readonly nonFinite: number;
  readonly head: readonly number[];
}

export interface TensorView {
  readonly name: string;
  readonly role: 'input' | 'param' | 'activation' | 'node' | 'constant';
  readonly shape: readonly number[];
  readonly value: Summary;
  /** Null where it is not differentiated. */
  readonly analytic: Summary | null;
  readonly numeric: Summary | null;
  /** analytic - numeric over the checked elements. */
  readonly difference: Summary | null;
  /** Null for constants. */
  readonly report: TensorReport | null;
}

/** A box of the drawn graph: a layer, an input, a param, or one node of a layer that is a subgraph. */
export interface ViewNode {
  readonly id: string;
  readonly label: string;
  readonly kind: Category | 'input' | 'param' | 'constant';
  /** The layer that it is or belongs to. */
  readonly layer: string | null;
  /** Layer type or op; empty for inputs and params. */
  readonly type: string;
  readonly formula: { readonly forward: string; readonly gradients: Readonly<Record<string, string>> } | null;
  /** The tensors that it computes or is, by report name. */
  readonly outputs: readonly string[];
  readonly span: Span | null;
  /** Whether it can be opened into the nodes that it is composed of. */
  readonly composite: boolean;
}

/** A tensor on its way from one box to the next. */
export interface ViewEdge {
  readonly from: string;
  readonly to: string;
  /** The operand's name at the receiving end. */
  readonly operand: string;
  readonly tensor: string;
}

export interface GraphView {
  readonly nodes: readonly ViewNode[];
  readonly edges: readonly ViewEdge[];
  readonly tensors: Readonly<Record<string, TensorView>>;
  /** Of layers that are written as expressions, by name: as they are written, and the gradients where they can be. */
  readonly formulas: Readonly<Record<string, NonNullable<ViewNode['formula']>>>;
}

/** The inner nodes of a layer that was opened: what stands in the place of its box. */
export interface LayerView extends Omit<GraphView, 'formulas'> {
  readonly layer: string;
}

/** Elements that stand exactly where a layer's branches meet: whether their gradient is right depends on the side. */
export interface Tie {
  /** The layer whose branches they are. */
  readonly layer: string;
  /** What it is given. */
  readonly tensor: string;
  readonly elements: number;
  /** The flat position of the first of them. */
  readonly first: number;
  /** Moves samples a little: it was tried in memory, and nothing is tied there with it. */
  readonly fix: Fix | null;
}

export interface CheckResult {
  readonly report: CheckReport;
  readonly view: GraphView;
  readonly mentions: readonly Mention[];
  readonly layerSpans: Readonly<Record<string, Span>>;
  readonly ties: readonly Tie[];
  /** The layers are being examined still: causes and fixes are to come. */
  readonly early?: true;
  /** Where there was a check of the network before: what is different now. */
  readonly changes?: Changes;
  /** The network is not the one that the text gives: these numbers stand in the place of its own. */
  readonly whatIf?: readonly Replaced[];
}

export type SessionResult =
  ({ readonly ok: true } & CheckResult) | { readonly ok: false; readonly report: ErrorReport };
