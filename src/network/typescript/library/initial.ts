// Values that are drawn by the network's seed and their name: a tensor knows how it was made until it has one.

import type { Data, DType, Shape } from '../../../engine/tensor';
import { Mistakes } from '../../mistakes';
import type { Initialiser } from '../../tensors/form';
import { fanInOf, TensorMaker } from '../../tensors/make';
import type { MistakeCode } from '../../types';
import { UsageError } from '../host';
import { drawnOnce } from './draws';
import { Tensor } from './tensor';

/** An initial value whose shape its place implies. */
export class Initial {
  constructor(readonly initialiser: Initialiser) {}
}

/** How tensors that nobody has named yet are to be drawn. */
const waiting = new WeakMap<Tensor, Initialiser>();

/** A tensor of a shape, drawn anew once it has a name; without a shape, what its place makes of it. */
function initial(shape: Shape, initialiser: Initialiser): Tensor;
function initial(shape: Shape | null, initialiser: Initialiser): Tensor | Initial;
function initial(shape: Shape | null, initialiser: Initialiser): Tensor | Initial {
  if (shape === null) return new Initial(initialiser);
  const value = new Values(0, 'float64').draw(initialiser, '', shape, fanInOf(shape));
  waiting.set(value, initialiser);
  return value;
}

export const INITIALISERS = {
  normal: (shape: Shape | number = 1, std = 1) =>
    typeof shape === 'number' ? initial(null, { kind: 'normal', std: shape }) : initial(shape, { kind: 'normal', std }),
  uniform: (shape: Shape | number, lo = 0, hi = 1) =>
    typeof shape === 'number'
      ? initial(null, { kind: 'uniform', lo: shape, hi: lo })
      : initial(shape, { kind: 'uniform', lo, hi }),
  constant: (shape: Shape | number, value = 0) =>
    typeof shape === 'number'
      ? initial(null, { kind: 'constant', value: shape })
      : initial(shape, { kind: 'constant', value }),
  xavier: (shape?: Shape) => initial(shape ?? null, { kind: 'xavier' }),
  he: (shape?: Shape) => initial(shape ?? null, { kind: 'he' }),
};

/** The values of one network. */
export class Values {
  private readonly mistakes = new Mistakes();
  private readonly maker: TensorMaker;

  constructor(
    private readonly seed: number,
    private readonly dtype: DType,
  ) {
    this.maker = new TensorMaker(seed, dtype, new Map(), this.mistakes);
  }

  draw(initialiser: Initialiser, name: string, shape: Shape, fanIn: number): Tensor {
    const { seed, dtype, maker } = this;
    const key = JSON.stringify([seed, dtype, name, initialiser, shape, fanIn]);
    const draw = (): Data => maker.draw(initialiser, name, shape, fanIn, NOWHERE)?.data ?? this.refuse();
    return new Tensor(shape, drawnOnce(key, draw));
  }

  mask(name: string, shape: Shape, rate: number): Tensor {
    const { data } = this.maker.mask(name, shape, rate);
    return new Tensor(shape, data);
  }

  /** Gives a tensor its name: drawn values are drawn by it, in place, and all get the network's dtype. */
  settle(value: Tensor, name: string): void {
    const initialiser = waiting.get(value);
    if (initialiser) {
      waiting.delete(value);
      value.data = this.draw(initialiser, name, value.shape, fanInOf(value.shape)).data;
      return;
    }
    const place = { kind: 'literal' as const, place: NOWHERE, value: { shape: value.shape, data: value.data } };
    const made = this.maker.make(place, name, null);
    if (!made) this.refuse();
    else if (this.dtype === 'float32' && !(value.data instanceof Float32Array)) value.data = made.data;
  }

  private refuse(): never {
    const [{ code, expected, found }] = this.mistakes.inTextOrder();
    throw new UsageError(code satisfies MistakeCode, 'value', expected, found);
  }
}

const NOWHERE = { span: { line: 1, column: 1, endLine: 1, endColumn: 1 }, layer: null };
