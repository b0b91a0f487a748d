// What is stepped through: the passes of a checked network as lists of steps, and a place in them. Data alone.

import type { Span } from '../engine/span';

export type Pass = 'forward' | 'backward';

/** A tensor: what a step calls it, and what the network does. */
export interface Slot {
  readonly name: string;
  readonly tensor: string;
}

export interface StepFormula {
  readonly forward: string;
  readonly gradients: Readonly<Record<string, string>>;
}

/** One layer in one pass, or one node inside of it. A stop at a step shows what the step has computed. */
export interface Step {
  /** `Relu1`; of an inner node `exp1`, of a gradient that is written by hand `dx`. */
  readonly name: string;
  /** The layer's type or the op. */
  readonly type: string;
  readonly span: Span | null;
  readonly inputs: readonly Slot[];
  readonly params: readonly Slot[];
  readonly outputs: readonly Slot[];
  /** In the backward pass: to whose gradients it adds. Empty in the forward pass. */
  readonly pulls: readonly Slot[];
  /** Null where the layer is more than one node. */
  readonly formula: StepFormula | null;
  /** In the order of the pass; empty where there is nothing inside, or it has not been opened. */
  readonly inside: readonly Step[];
  /** A composite node, whose inside can be asked for. */
  readonly closed: boolean;
}

export interface Program {
  readonly network: string;
  /** In the order of execution. */
  readonly forward: readonly Step[];
  /** Without layers on which the loss does not depend. */
  readonly backward: readonly Step[];
}

/** A step of a program: a layer's, or one inside of it. */
export interface Position {
  readonly pass: Pass;
  readonly step: number;
  /** Null at the layer as a whole: all that is inside has been computed. */
  readonly inner: number | null;
}

export function layerAt(program: Program, { pass, step }: Position): Step {
  return program[pass][step];
}

export function stepAt(program: Program, at: Position): Step {
  const layer = layerAt(program, at);
  return at.inner === null ? layer : layer.inside[at.inner];
}

/** All to which a step gives names. */
export function slotsOf({ inputs, params, outputs }: Step): Slot[] {
  return [...inputs, ...params, ...outputs];
}

/** Below zero where `a` comes before `b`. What is inside of a layer comes before the layer as a whole. */
export function inTime(a: Position, b: Position): number {
  if (a.pass !== b.pass) return a.pass === 'forward' ? -1 : 1;
  return a.step - b.step || (a.inner ?? Infinity) - (b.inner ?? Infinity) || 0;
}

/** The program with what is inside of one layer, as another program of the same network has it. */
export function withOpened(program: Program, opened: Program, layer: string): Program {
  const replaced = (pass: Pass): Step[] =>
    program[pass].map((step) => (step.name === layer ? opened[pass].find(({ name }) => name === layer)! : step));
  return { ...program, forward: replaced('forward'), backward: replaced('backward') };
}
