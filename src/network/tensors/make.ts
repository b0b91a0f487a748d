// Makes tensors of their forms. Each random tensor has a stream of its own, from the network's seed and its full name.

import { randomStream } from '../../engine/random';
import {
  cast,
  filled,
  formatShape,
  indexOf,
  sizeOf,
  zeros,
  type DType,
  type Shape,
  type Tensor,
} from '../../engine/tensor';
import { LIMITS } from '../limits';
import type { Mistakes, Place } from '../mistakes';
import type { Initialiser, TensorForm } from './form';
import type { Loaded } from './load';

/** What the place of a tensor in the network says about it. */
export interface Implied {
  readonly shape: Shape | null;
  fanIn(shape: Shape): number;
}

export class TensorMaker {
  constructor(
    private readonly seed: number,
    private readonly dtype: DType,
    private readonly loaded: Loaded,
    private readonly mistakes: Mistakes,
  ) {}

  /** The shape that a form itself says; null where it leaves that to its place, or could not be read. */
  shapeOf(form: TensorForm): Shape | null {
    if (form.kind === 'literal') return form.value.shape;
    return form.kind === 'random' ? form.shape : (this.loaded.get(form)?.shape ?? null);
  }

  /** The tensor of a form, under the name that its stream is drawn by. */
  make(form: TensorForm, name: string, implied: Implied | null): Tensor | null {
    switch (form.kind) {
      case 'literal':
        return this.finite(form.value, form.place);
      case 'file': {
        const value = this.loaded.get(form);
        return value ? this.finite(value, form.place) : null;
      }
      case 'random': {
        const shape = form.shape ?? implied?.shape;
        if (!shape) return this.mistakes.add('missing-key', form.place, '"shape", which nothing here implies', 'none');
        return this.draw(form.initialiser, name, shape, (implied?.fanIn ?? fanInOf)(shape), form.place);
      }
    }
  }

  draw(initialiser: Initialiser, name: string, shape: Shape, fanIn: number, place: Place): Tensor | null {
    const size = sizeOf(shape);
    if (size > LIMITS.elements) {
      return this.mistakes.add(
        'limit',
        place,
        `at most ${LIMITS.elements} elements`,
        `${size} in ${name} ${formatShape(shape)}`,
      );
    }
    if (initialiser.kind === 'constant') return this.finite(filled(shape, initialiser.value), place);
    const { data } = zeros(shape);
    const random = randomStream(this.seed, name);
    if (initialiser.kind === 'uniform') {
      const { lo, hi } = initialiser;
      for (let i = 0; i < size; i++) data[i] = lo + (hi - lo) * random.uniform();
    } else {
      const std = standardDeviation(initialiser, fanIn);
      for (let i = 0; i < size; i++) data[i] = std * random.normal();
    }
    return this.finite({ shape, data }, place);
  }

  /** Which elements Dropout keeps, divided by the share of them: 0 or 1 / (1 - rate). */
  mask(name: string, shape: Shape, rate: number): Tensor {
    const result = zeros(shape);
    const random = randomStream(this.seed, name);
    for (let i = 0; i < result.data.length; i++) result.data[i] = random.uniform() < rate ? 0 : 1 / (1 - rate);
    return result;
  }

  /** Finite in the network's dtype: 1e300 is not, in float32. */
  private finite(value: Tensor, place: Place): Tensor | null {
    const { shape, data } = cast(value, this.dtype);
    for (let i = 0; i < data.length; i++) {
      if (Number.isFinite(data[i])) continue;
      const found = `${value.data[i]} at [${indexOf(shape, i).join(', ')}]`;
      return this.mistakes.add('not-finite', place, `numbers that are finite in ${this.dtype}`, found);
    }
    return { shape, data };
  }
}

/** He: sqrt(2 / fan-in); Xavier as the book has it: 1 / sqrt(fan-in). */
function standardDeviation(initialiser: Exclude<Initialiser, { kind: 'uniform' | 'constant' }>, fanIn: number): number {
  switch (initialiser.kind) {
    case 'normal':
      return initialiser.std;
    case 'he':
      return Math.sqrt(2 / fanIn);
    case 'xavier':
      return 1 / Math.sqrt(fanIn);
  }
}

/** The fan-in of a weight of which only the shape is known: the rows of a matrix, one filter of many. */
export function fanInOf(shape: Shape): number {
  return shape.length === 2 ? shape[0] : sizeOf(shape.slice(1));
}
