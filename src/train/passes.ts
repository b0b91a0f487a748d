// Forward and backward over batches of rows, in memory that is allocated once.

import type { Graph } from '../engine/graph';
import { operandOf, type ValueId } from '../engine/graph';
import type { Random } from '../engine/random';
import { allocateTape, backwardPass, forwardInto, lossOf, type Gradients, type Tape } from '../engine/run';
import { sizeOf, type Data, type Shape, type Tensor } from '../engine/tensor';
import { masksOf, rebatch } from './rebatch';

/** Data sets by the input's name; all with the same number of rows. */
export type DataSet = ReadonlyMap<string, Tensor>;

export function rowCount(set: DataSet): number {
  const [first] = set.values();
  return first.shape[0];
}

export class Passes {
  private readonly graph: Graph;
  private readonly tape: Tape;
  private readonly pullBack: (cotangent: Tensor) => Gradients;
  private readonly masks: readonly { readonly data: Data; readonly rate: number }[];
  /** The trainable tensors by value id. */
  readonly params: readonly ValueId[];

  constructor(
    network: Graph,
    private readonly cotangent: Tensor,
    set: DataSet,
    readonly rows: number,
  ) {
    const shapes = Array.from(set, ([name, { shape }]): [string, Shape] => [name, [rows, ...shape.slice(1)]]);
    this.graph = rebatch(network, new Map(shapes));
    this.tape = allocateTape(this.graph);
    this.pullBack = backwardPass(this.graph, this.tape);
    this.params = this.graph.values.filter(({ role }) => role === 'param').map(({ id }) => id);
    this.masks = Array.from(masksOf(this.graph), ([id, { rate }]) => ({ data: this.tape.values[id].data, rate }));
  }

  value(id: ValueId): Tensor {
    return this.tape.values[id];
  }

  /** Copies the given rows of every data set to its input. */
  load(set: DataSet, at: Uint32Array): void {
    for (const { id, name, role } of this.graph.values) {
      const source = role === 'input' ? set.get(name) : undefined;
      if (source) copyRows(source, at, this.tape.values[id].data);
    }
  }

  copyParams(from: Passes): void {
    for (const id of this.params) this.tape.values[id].data.set(from.tape.values[id].data);
  }

  /** The loss on what is loaded, with elements dropped at random. */
  learnForward(random: Random): number {
    for (const { data, rate } of this.masks) {
      for (let i = 0; i < data.length; i++) data[i] = random.uniform() < rate ? 0 : 1 / (1 - rate);
    }
    return this.forward();
  }

  /** The loss on what is loaded, with nothing dropped. */
  measureForward(): number {
    for (const { data } of this.masks) data.fill(1);
    return this.forward();
  }

  /** By value id; overwritten by the next call. */
  backward(): Gradients {
    return this.pullBack(this.cotangent);
  }

  /** How many rows of `scores` are largest at the target's class; null where the loss has no classes. */
  correct(scores: ValueId): number | null {
    const target = targetOf(this.graph);
    return target === null ? null : countCorrect(this.tape.values[scores], this.tape.values[target]);
  }

  private forward(): number {
    forwardInto(this.graph, this.tape);
    return lossOf(this.tape.values[this.graph.output], this.cotangent);
  }
}

function copyRows({ shape, data }: Tensor, at: Uint32Array, into: Data): void {
  const size = sizeOf(shape.slice(1));
  for (let row = 0; row < at.length; row++) {
    const from = at[row] * size;
    for (let i = 0; i < size; i++) into[row * size + i] = data[from + i];
  }
}

/** The classification target that the network's last loss compares with. */
function targetOf({ nodes }: Graph): ValueId | null {
  const targets = nodes.flatMap(({ op, operands }) => operands.filter((_, k) => operandOf(op, k).target));
  return targets.at(-1) ?? null;
}

/** Targets are class indices, or a row as long as the scores' whose largest element is the class. */
function countCorrect(scores: Tensor, target: Tensor): number {
  const classes = scores.shape[scores.shape.length - 1];
  const rows = scores.data.length / classes;
  const indices = target.data.length === rows;
  let correct = 0;
  for (let row = 0; row < rows; row++) {
    const label = indices ? target.data[row] : largest(target.data, row * classes, classes);
    if (largest(scores.data, row * classes, classes) === label) correct++;
  }
  return correct;
}

function largest(data: Data, start: number, count: number): number {
  let at = 0;
  for (let i = 1; i < count; i++) if (data[start + i] > data[start + at]) at = i;
  return at;
}
