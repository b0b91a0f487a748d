// What is said between the extension host and its worker, and between the extension host and the graph panel.

import type { CheckSettings, Progress } from '../check/problem';
import type { Override } from '../network/overrides';
import type { Program } from '../debugger/program';
import type { StopAnswer, StopQuery } from '../debugger/questions';
import type { Snapshot } from '../session/changes';
import type { PathAnswer } from '../session/tensors/path';
import type { StepErrorsAnswer } from '../session/tensors/step-errors';
import type { ElementAnswer, ElementQuery, TensorAnswer, TensorQuery } from '../session/tensors/types';
import type { LayerView, SessionResult } from '../session/types';
import type { WriteBack } from '../session/what-if/write-back';

/** Asked of the worker. Each method: its arguments and its answer; progress comes as `CheckProgress`. */
export interface WorkerMethods {
  check(request: CheckRequest): SessionResult;
  /** Null where the numbers of that check are gone: then the network has to be checked again. */
  tensor(request: TensorRequest): TensorAnswer | null;
  /** The layer's inner nodes. Null as of `tensor`. */
  open(request: CheckId & { readonly layer: string }): LayerView | null;
  /** Null as of `tensor`. */
  element(request: ElementRequest): ElementAnswer | null;
  /** Null as of `tensor`. */
  stepErrors(request: ElementRequest): StepErrorsAnswer | null;
  /** Null as of `tensor`. */
  path(request: ElementRequest): PathAnswer | null;
  /** What a debugger steps through; with `inside` also what is inside of that layer. Null as of `tensor`. */
  program(request: CheckId & Inside): Program | null;
  /** Null as of `tensor`. */
  evaluate(request: EvaluateRequest): StopAnswer | null;
  /** What later checks are compared with as their baseline. Null as of `tensor`. */
  snapshot(request: CheckId): Snapshot | null;
  /** Hypothetical numbers as edits of the text. Null where the worker ended while it was at it. */
  writeBack(request: WriteBackRequest): WriteBack | null;
}

export interface WriteBackRequest extends Pick<CheckRequest, 'uri' | 'file' | 'text'> {
  readonly overrides: readonly Override[];
  /** Tensors that are not given number by number may be written out. */
  readonly whole: boolean;
}

/** In which graph a question is asked: the network's own, or the one in which a layer was opened. */
export interface Inside {
  readonly inside?: string | undefined;
}

/** What is told of a check under way. */
export interface CheckProgress extends Progress {
  /** What can be said of wrong gradients before their causes are known. */
  readonly early?: SessionResult;
}

/** A check whose numbers were kept. */
export interface CheckId {
  readonly uri: string;
  readonly check: number;
}

export interface TensorRequest extends CheckId, Inside {
  readonly query: TensorQuery;
}

export interface ElementRequest extends CheckId, Inside {
  readonly query: ElementQuery;
}

export interface EvaluateRequest extends CheckId, Inside {
  readonly query: StopQuery;
}

export interface CheckRequest {
  /** Identifies the document, for requests of files beside it. */
  readonly uri: string;
  /** As it is to be named in the report. */
  readonly file: string;
  readonly text: string;
  /** Overrides of the file's own settings. */
  readonly settings?: Partial<CheckSettings>;
  /** Put every element's value and both gradients in the report. */
  readonly values?: boolean;
  /** Under which number to keep all its numbers, in the place of those of the document's check before; left out: not. */
  readonly check?: number;
  /** Tell what can be said early. */
  readonly early?: boolean;
  /** What to tell changes from, in the place of the check before. */
  readonly baseline?: Snapshot;
  /** Check what the network would be with other numbers, and keep it apart from the document's own checks. */
  readonly whatIf?: WhatIf;
}

export interface WhatIf {
  readonly overrides: readonly Override[];
  /** The check of the document as it is written. */
  readonly of: number;
}

/** By which name the worker keeps the numbers of a network that is not quite the document's. */
export function whatIfKey(uri: string): string {
  return `what-if:${uri}`;
}

/** Asked of the extension host by the worker: files beside the network, by a path relative to it. */
export interface HostMethods {
  readFile(request: { readonly uri: string; readonly path: string }): Uint8Array;
  /** Of no result, but worth a line in the log. */
  log(request: { readonly message: string }): void;
}

/** To the panel. Sent as text (protocol/wire.ts), because results hold numbers that JSON does not know. */
export type PanelMessage =
  | { readonly type: 'document'; readonly state: PanelState; readonly file: string }
  | { readonly type: 'running'; readonly progress: Progress | null }
  /** Nothing is running: the run ended, with or without a result. */
  | { readonly type: 'idle' }
  /** The text is no longer the one that the last result is of. */
  | { readonly type: 'stale' }
  /** The name of the layer, input or param that the cursor stands on. */
  | { readonly type: 'cursor'; readonly name: string }
  | { readonly type: 'result'; readonly result: SessionResult; readonly stale: boolean }
  /** The numbers in the place of the file's own are given up, because of what the message says. */
  | { readonly type: 'whatIfOver'; readonly message: string }
  /** The graph is to be saved, once it is drawn. */
  | { readonly type: 'export'; readonly form: GraphForm };

/** From the panel, as objects. */
export type PanelRequest =
  /** `overrides`: numbers that stood in the place of the file's own before the page was loaded again. */
  | { readonly type: 'ready'; readonly overrides: readonly Override[] }
  | { readonly type: 'run' }
  /** `go` takes the cursor there; `show` only brings the text into view where it is open. */
  | { readonly type: 'reveal'; readonly name: string; readonly how: 'go' | 'show' };

/** Asked of the extension host by the panel, about the check that it shows. Null where its numbers are gone. */
export interface InspectorMethods {
  open(request: { readonly layer: string }): LayerView | null;
  element(request: Inside & { readonly query: ElementQuery }): ElementAnswer | null;
  stepErrors(request: Inside & { readonly query: ElementQuery }): StepErrorsAnswer | null;
  path(request: Inside & { readonly query: ElementQuery }): PathAnswer | null;
  /** Its arrays come beside the text. Large tensors are asked for in slices. */
  tensor(request: Inside & { readonly query: TensorQuery }): TensorAnswer | null;
  /** Puts all of these numbers in the place of the file's own, and no others; the result comes as results do. */
  whatIf(request: { readonly overrides: readonly Override[] }): WhatIfAnswer;
  /** Writes numbers into the file, as one edit in the editor. */
  writeBack(request: Pick<WriteBackRequest, 'overrides' | 'whole'>): WriteBackAnswer;
  /** Asks the person where to, and writes the file. False where the person does not want to. */
  save(request: SaveRequest): boolean;
}

/** The forms in which a graph leaves the panel: a drawing, an image, or a page with all that the panel knows. */
export type GraphForm = 'svg' | 'png' | 'html';

export type SaveRequest =
  | { readonly form: 'svg'; readonly text: string }
  | { readonly form: 'png'; readonly base64: string }
  /** What was recorded (src/handout), as of `encode`: the page is put together by the host. */
  | { readonly form: 'html'; readonly recorded: string };

export type WhatIfAnswer =
  | { readonly kind: 'shown' }
  /** The text is checked first. */
  | { readonly kind: 'waiting' }
  /** Others were asked for meanwhile. */
  | { readonly kind: 'superseded' }
  /** What stood there before still does. */
  | { readonly kind: 'refused'; readonly message: string };

export type WriteBackAnswer =
  | { readonly kind: 'written' }
  /** Asks whether tensors are to be written out as a whole, which the message names. */
  | { readonly kind: 'whole'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string };

/** What the panel keeps by `setState`, from which it is opened again when the window is. */
export interface PanelState {
  readonly uri: string;
}

export type * from '../check/report';
export type { Override, Replaced } from '../network/overrides';
export type * from '../session/changes';
export type * from '../session/tensors/path';
export type * from '../session/tensors/step-errors';
export type * from '../session/tensors/types';
export type * from '../session/types';
export type { Progress };
