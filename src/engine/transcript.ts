// What a layer's code did with tensors in one forward pass, op by op: the same function for as long as it goes the same
// way, where the code did nothing else with their numbers. That is for whoever uses a transcript to make sure of.

import type { Attributes, Op } from './op';
import { runAlone } from './run';
import { allocate, dtypeOf, sizeOf, type Data, type Tensor } from './tensor';

/** A tensor of a transcript: the layer's inputs first, then its params, then constants and results as they came. */
export type Ref = number;

export type Entry =
  | { readonly constant: Tensor }
  | { readonly op: Op; readonly operands: readonly Ref[]; readonly attributes: Attributes };

export interface Transcript {
  /** Of inputs and params together. */
  readonly given: number;
  readonly entries: readonly Entry[];
  readonly outputs: readonly Ref[];
}

/** Takes down what is done. Tensors are told apart by where their elements lie. */
export class Transcriber {
  private readonly entries: Entry[] = [];
  private readonly refs = new Map<Data, Ref>();

  constructor(private readonly given: readonly Tensor[]) {
    given.forEach(({ data }, ref) => this.refs.set(data, ref));
  }

  note(op: Op, operands: readonly Tensor[], attributes: Attributes, result: Data): void {
    const refs = operands.map((operand) => this.refOf(operand));
    this.refs.set(result, this.add({ op, operands: refs, attributes }));
  }

  /** `copy` holds what `tensor` does. */
  same(copy: Data, tensor: Tensor): void {
    this.refs.set(copy, this.refOf(tensor));
  }

  finish(outputs: readonly Tensor[]): Transcript {
    return { given: this.given.length, outputs: outputs.map((output) => this.refOf(output)), entries: this.entries };
  }

  /** What has not come out of anything that was taken down is a constant, as it is now. */
  private refOf({ shape, data }: Tensor): Ref {
    const known = this.refs.get(data);
    if (known !== undefined) return known;
    const ref = this.add({ constant: { shape, data: data.slice() } });
    this.refs.set(data, ref);
    return ref;
  }

  private add(entry: Entry): Ref {
    return this.given.length + this.entries.push(entry) - 1;
  }
}

/** The layer's outputs for other inputs and params. Throws ShapeError where those do not fit. */
export function replay({ entries, outputs }: Transcript, given: readonly Tensor[]): Tensor[] {
  const values = [...given];
  for (const entry of entries) {
    if ('constant' in entry) values.push(entry.constant);
    else {
      const operands = entry.operands.map((ref) => values[ref]);
      const dtype = operands.every((operand) => dtypeOf(operand) === 'float32') ? 'float32' : 'float64';
      values.push(runAlone(entry.op, operands, entry.attributes, (shape) => allocate(dtype, sizeOf(shape))).out);
    }
  }
  return outputs.map((ref) => values[ref]);
}
