// What a debug session is about, and who brings it: the adapter knows neither a worker nor an editor.

import type { CheckReport } from '../check/report';
import type { GraphView, TensorView } from '../session/types';
import type { ElementAnswer, ElementQuery } from '../session/tensors/types';
import type { Position, Program } from './program';
import type { StopAnswer, StopQuery } from './questions';

/** A checked network. Whatever it is asked of a layer's inside, that has been opened before. */
export interface Subject {
  readonly program: Program;
  readonly report: CheckReport;
  readonly tensors: Readonly<Record<string, TensorView>>;
  /** Of layers that are written as expressions. */
  readonly formulas: GraphView['formulas'];
  /** How it went, in one sentence. */
  readonly verdict: string;
  /** Opens a closed layer. */
  open(layer: string): Promise<Opened>;
  evaluate(query: StopQuery, inside?: string): Promise<StopAnswer>;
  element(query: ElementQuery, inside?: string): Promise<ElementAnswer>;
}

/** The program with what is inside of one layer, and the tensors there. */
export type Opened = Pick<Subject, 'program' | 'tensors'>;

/** Where a session has stopped. */
export interface Stop extends Opened {
  readonly subject: Subject;
  readonly at: Position;
  /** The layer in which it is, where that is one that was opened. */
  readonly inside: string | undefined;
}

/** The text of a network, as the protocol names it. */
export interface SourceFile {
  readonly name: string;
  /** A path, or a URI where it is in no file system. */
  readonly path: string;
  is(path: string): boolean;
}

export interface Launched {
  readonly subject: Subject;
  readonly file: SourceFile;
}

/** Part of a launch configuration; whoever launches knows more of it. */
export interface LaunchArguments {
  readonly program?: string;
  /** Stop at the first step; left out, it is done unless `stopAt` says where. */
  readonly stopOnEntry?: boolean;
  /** A tensor or a layer: stop where the backward pass has the gradient of it. */
  readonly stopAt?: string;
}

export interface Launcher {
  /** Checks the network. Rejects with an error whose message is for the person. */
  launch(given: LaunchArguments, progress: (progress: LaunchProgress) => void): Promise<Launched>;
  /** Ends what is going on. */
  dispose(): void;
}

export interface LaunchProgress {
  /** From 0 to 1. */
  readonly share: number;
  readonly tensor: string;
}
