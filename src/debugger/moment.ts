// A moment of a finished check: which names mean what at a stop, and what has been computed by then. In English, as all
// that a worker puts into words.

import { statisticsOf } from '../check/statistics';
import type { Value } from '../engine/graph';
import { tensor, type Shape, type Tensor } from '../engine/tensor';
import { ExpressionError } from '../network/expressions';
import type { Binding, Range, Source } from '../network/expressions';
import { nearest } from '../network/nearest';
import { numbersOf } from '../session/tensors/columns';
import type { Finished } from '../session/tensors/kept';
import { layerAt, slotsOf, stepAt, type Position, type Step } from './program';
import { COLUMNS, type Reference } from './questions';
import { isComputed, isWhole, shareOf, type Share } from './progress';
import { referenceOf } from './rewrite';
import { gradientSoFar, innerName, traceOf } from './trace';

/** What the network will have computed further on. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
}

/** A tensor as it is found: not copied where it is had as it is. */
export interface Found {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
  readonly share: Share | null;
}

const ERRORS = ['maxRelError', 'maxAbsError'] as const;

export class Moment {
  private readonly step: Step;
  private readonly layer: Step;

  constructor(
    private readonly finished: Finished,
    private readonly at: Position,
  ) {
    this.step = stepAt(traceOf(finished), at);
    this.layer = layerAt(traceOf(finished), at);
  }

  /** Undefined where the name is none of the network's, so that it may be a constant. */
  bound(name: string, range: Range, source: Source): Binding | undefined {
    if (!this.isKnown(name)) {
      if (CONSTANTS.has(name)) return undefined;
      throw this.unknown(name, range, source);
    }
    const { shape, data } = this.find(name, range, source);
    return { kind: 'tensor', term: asTensor(shape, data) };
  }

  /** Throws NotYet where it will be computed further on, ExpressionError where there is no such name. */
  find(name: string, range: Range, source: Source): Found {
    const { column, tensor: of } = referenceOf(name);
    const value = this.valueOf(of);
    if (value) return this.columnOf(value, column);
    const local = this.gradientOf(of);
    if (local && column === 'value') return this.columnOf(local, 'analytic');
    if (column !== 'value') throw this.unknown(of, range, source);
    if (isError(of)) return this.largestError(of);
    // A function's name by itself stands for all that the step has just computed, laid end to end.
    const just = COLUMNS.get(of);
    if (just) return this.justComputed(just);
    throw this.unknown(name, range, source);
  }

  /** Throws NotYet as `find` does, RangeError where the network has no such tensor. */
  column({ tensor, column }: Reference): Found {
    const value = this.named(tensor);
    if (!value) throw new RangeError(`the network has no tensor ${tensor}`);
    return this.columnOf(value, column);
  }

  private isKnown(name: string): boolean {
    const { column, tensor: of } = referenceOf(name);
    if (this.valueOf(of)) return true;
    return column === 'value' && (this.gradientOf(of) !== undefined || isError(of) || COLUMNS.has(of));
  }

  /**
   * By the network's name for it, else a layer's output by the layer's, else by the name that this step has for it. Inside
   * of a layer the names of its own expressions go before.
   */
  private valueOf(name: string): Value | undefined {
    const local = (): Value | undefined => this.slotNamed(name) ?? this.innerNamed(name);
    const global = (): Value | undefined => this.named(name) ?? this.outputOf(name);
    return this.at.inner === null ? (global() ?? local()) : (local() ?? global());
  }

  private named(name: string): Value | undefined {
    return this.finished.checked.graph.values.find((value) => value.name === name);
  }

  private outputOf(layer: string): Value | undefined {
    const { layers, values } = this.finished.checked.graph;
    const outputs = layers.find(({ name }) => name === layer)?.outputs;
    return outputs?.size === 1 ? values[[...outputs.values()][0]] : undefined;
  }

  private slotNamed(name: string): Value | undefined {
    const slot = slotsOf(this.step).find((one) => one.name === name);
    return slot && this.named(slot.tensor);
  }

  private innerNamed(name: string): Value | undefined {
    const { layer } = this;
    const isInner = (value: Value): boolean =>
      value.name.startsWith(`${layer.name}/`) && innerName(layer, value.name) === name;
    return this.finished.checked.graph.values.find(isInner);
  }

  /** `dout`, `dx`, `dW`: of the step. */
  private gradientOf(name: string): Value | undefined {
    return name.startsWith('d') ? this.slotNamed(name.slice(1)) : undefined;
  }

  private columnOf(value: Value, column: Reference['column']): Found {
    const { finished, at } = this;
    const trace = traceOf(finished);
    const { name, shape } = value;
    if (column === 'value') {
      if (!isComputed(trace, at, name)) throw new NotYet(`${name} is not computed yet`);
      return { shape, data: finished.checked.tape.values[value.id].data, share: null };
    }
    const data = numbersOf(finished.checked, name).column(column);
    if (!data) throw new RangeError(missing(name, column));
    const share = shareOf(trace, at, name);
    const given = value.id === finished.checked.graph.output && at.pass === 'backward';
    if (at.pass === 'forward' || (share.done === 0 && share.of > 0 && !given))
      throw new NotYet(`the gradient of ${name} is not computed yet`);
    if (share.done === share.of) return { shape, data, share: null };
    if (column === 'analytic') return { shape, data: gradientSoFar(finished, at, value.id).data, share };
    throw new NotYet(`the gradient of ${name} is not whole yet`);
  }

  private justComputed(column: Reference['column']): Found {
    const parts = this.whole().map((value) => this.columnOf(value, column).data);
    if (parts.length === 0) throw new NotYet('no gradient is computed here');
    const data = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      data.set(part, at);
      at += part.length;
    }
    return { shape: [data.length], data, share: null };
  }

  private largestError(which: (typeof ERRORS)[number]): Found {
    const values = this.whole();
    if (values.length === 0) throw new NotYet('no gradient is computed here');
    const errors = this.finished.checked.tensors
      .filter(({ value, method }) => method !== null && values.includes(value))
      .map((compared) => Number(statisticsOf(compared)[which]));
    return { shape: [], data: [Math.max(0, ...errors)], share: null };
  }

  /** The tensors whose gradient this step has made whole. */
  private whole(): Value[] {
    const { finished, at } = this;
    const trace = traceOf(finished);
    return this.step.pulls.flatMap(({ tensor }) => (isWhole(trace, at, tensor) ? (this.named(tensor) ?? []) : []));
  }

  private unknown(name: string, { from, to }: Range, source: Source): ExpressionError {
    const { graph } = this.finished.checked;
    const names = [...graph.values, ...graph.layers, ...slotsOf(this.step)].map((one) => one.name);
    const { tensor: found } = referenceOf(name);
    return new ExpressionError(
      'unknown-name',
      source.span(from, to),
      'the name of a tensor',
      found,
      nearest(found, names),
    );
  }
}

const CONSTANTS: ReadonlySet<string> = new Set(['pi', 'e']);

function isError(name: string): name is (typeof ERRORS)[number] {
  return (ERRORS as readonly string[]).includes(name);
}

function missing(name: string, column: Reference['column']): string {
  return column === 'analytic' ? `${name} is not differentiated` : `of ${name} no element by itself was compared`;
}

function asTensor(shape: Shape, data: ArrayLike<number>): Tensor {
  const typed = data instanceof Float64Array || data instanceof Float32Array;
  return typed ? { shape, data } : tensor(shape, data);
}
