// Trainable tensors: those that layers own and those that they share.

import type { GraphBuilder, ValueId } from '../../engine/graph';
import type { Shape } from '../../engine/tensor';
import type { NamedTensor, ParamText, Reference } from '../describe/network-text';
import type { Mistakes, Place } from '../mistakes';
import type { Initialiser } from '../tensors/form';
import type { Implied, TensorMaker } from '../tensors/make';
import type { Scope } from './scope';

/** A layer's trainable tensor before the layer's shapes are known to fit. */
export interface Prepared {
  /** Undefined where it is the layer's to imply. */
  readonly shape: Shape | undefined;
  make(implied: Implied): ValueId | null;
}

/** How a layer's own tensor starts where the layer does not say, and where to complain about it. */
export interface Fallback {
  readonly initialiser: Initialiser;
  readonly place: Place;
}

export class Params {
  /** Shared ones without a shape: the first layer that uses one implies it. */
  private readonly waiting = new Map<string, NamedTensor>();
  private readonly trainable = new Set<ValueId>();

  constructor(
    shared: readonly NamedTensor[],
    private readonly builder: GraphBuilder,
    private readonly scope: Scope,
    private readonly tensors: TensorMaker,
    private readonly mistakes: Mistakes,
  ) {
    for (const param of shared) {
      if (param.form?.kind === 'random' && !param.form.shape) this.waiting.set(param.name, param);
      else this.share(param, null);
    }
  }

  /** Param `name` (`Affine1.W`) as layer number `at` has it written; null where that is mistaken. */
  prepare(name: string, written: ParamText | undefined, fallback: Fallback, at: number): Prepared | null {
    if (written?.kind === 'shared') return this.prepareShared(written.reference, at);
    const form = written ? written.form : { kind: 'random' as const, shape: null, ...fallback };
    const shape = form && this.tensors.shapeOf(form);
    // A file that could not be read is a mistake already.
    if (!form || (form.kind === 'file' && !shape)) return null;
    return {
      shape: shape ?? undefined,
      make: (implied) => {
        const value = this.tensors.make(form, name, implied);
        const id = value && this.add(name, value);
        if (id !== null) this.scope.defineParam(name, id, written?.inside);
        return id;
      },
    };
  }

  /** Shared params that no layer has implied the shape of; also called where a name is used as an input, which implies none. */
  settle(name?: string): void {
    for (const param of this.waiting.values()) if (name === undefined || param.name === name) this.share(param, null);
  }

  private prepareShared(reference: Reference, at: number): Prepared | null {
    const waiting = this.waiting.get(reference.name);
    if (waiting) {
      const make = (implied: Implied): ValueId | null => {
        this.share(waiting, implied);
        return this.scope.resolve(reference, at);
      };
      return { shape: undefined, make };
    }
    const id = this.scope.resolve(reference, at);
    if (id === null) return null;
    if (this.trainable.has(id)) return { shape: this.builder.shapeOf(id), make: () => id };
    return this.mistakes.add('bad-value', reference.place, 'a tensor or the name of a param', `"${reference.name}"`);
  }

  private share(param: NamedTensor, implied: Implied | null): void {
    const { name, form } = param;
    this.waiting.delete(name);
    const value = form && this.tensors.make(form, name, implied);
    this.scope.define(param, value && this.add(name, value));
  }

  private add(name: string, value: Parameters<GraphBuilder['source']>[2]): ValueId {
    const id = this.builder.source(name, 'param', value);
    this.trainable.add(id);
    return id;
  }
}
