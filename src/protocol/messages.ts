// What is said between the extension host and its worker, and between the extension host and the graph panel.

import type { Progress } from '../check/problem';
import type { CheckSettings } from '../check/problem';
import type { SessionResult } from '../session/types';

/** Asked of the worker. Each method: its arguments and its answer. */
export interface WorkerMethods {
  check(request: CheckRequest): SessionResult;
}

export interface CheckRequest {
  /** As it is to be named in the report. */
  readonly file: string;
  readonly text: string;
  /** Overrides of the file's own settings. */
  readonly settings?: Partial<CheckSettings>;
}

/** Asked of the extension host by the worker: files beside the network, relative to it. */
export interface HostMethods {
  readFile(request: { readonly file: string; readonly path: string }): Uint8Array;
}

export type WorkerEvent = { readonly type: 'progress'; readonly progress: Progress };

/** To the panel. */
export type PanelMessage =
  | { readonly type: 'running'; readonly progress: Progress | null }
  | { readonly type: 'result'; readonly result: SessionResult; readonly stale: boolean };

/** From the panel. */
export type PanelRequest =
  | { readonly type: 'ready' }
  | { readonly type: 'run' }
  | { readonly type: 'reveal'; readonly layer: string };

export type * from '../check/report';
export type * from '../session/types';
export type { Progress };
