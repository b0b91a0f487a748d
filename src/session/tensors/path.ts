// The path of one element through the graph: what its value is made of, what its gradient takes in, and what it reaches.
// By structure: an element that could count is on the path, also where its number is 0 just now.

import { downstream } from '../../check/downstream';
import { carrierOf } from '../../check/transcribed';
import type { Graph, ValueId } from '../../engine/graph';
import type { Call } from '../../engine/op';
import type { Tape } from '../../engine/run';
import { sizeOf } from '../../engine/tensor';
import { flatIn, numbersOf } from './columns';
import type { Finished } from './kept';
import { partnersOf } from './partners';
import { atRandom, Marks, Reach } from './reach';
import type { ElementQuery } from './types';

/**
 * `from`: the value is computed from them. `with`: the derivative of the layer that the element goes into is, such as the
 * inputs that a weight is multiplied with, and what those are computed from. `to`: they are computed from the element, on the way to the loss.
 */
export type Relation = 'from' | 'with' | 'to';

export interface PathAnswer {
  readonly tensor: string;
  readonly index: readonly number[];
  /** In the order of the forward pass, without those of no elements. */
  readonly parts: readonly PathPart[];
  /** Results of code on the path of which nothing else is known: any of its elements may depend on any that it is given. */
  readonly opaque: readonly string[];
}

export interface PathPart {
  readonly tensor: string;
  readonly relation: Relation;
  readonly count: number;
  /** How many elements the tensor has. */
  readonly of: number;
  /** Which they are: so many flat positions from `start` on, `step` apart. Null where they are too scattered to be told. */
  readonly runs: readonly PathRun[] | null;
}

export type PathRun = readonly [start: number, count: number, step: number];

type Marked = Map<ValueId, Marks>;

/** Throws RangeError where the network has no such tensor, or the tensor no such element. Yields every few milliseconds. */
export function* pathOf({ checked }: Finished, { tensor, index }: ElementQuery): Generator<void, PathAnswer> {
  const { value } = numbersOf(checked, tensor);
  const flat = flatIn(value, index);
  const carrier = carrierOf(checked.graph, checked.tape);
  const walk = new Walk(carrier.graph, carrier.tape);
  const id = carrier.ids[value.id];
  const ends = new Set(
    checked.graph.values.flatMap(({ id: own, role }) => (role === 'activation' ? [carrier.ids[own]] : [])),
  );
  const sets: Record<Relation, Marked> = {
    from: yield* walk.upstream(walk.seed(id, flat)),
    with: yield* walk.partners(id, flat, ends),
    to: yield* walk.downstream(id, flat),
  };
  const parts = checked.graph.values.flatMap(({ id: own, name }) =>
    (['from', 'with', 'to'] as const).flatMap((relation): PathPart[] => {
      const marks = sets[relation].get(carrier.ids[own]);
      // The element itself is on no path to itself; but x in x² is what its own derivative is made of.
      if (!marks || marks.count === 0 || (own === value.id && relation !== 'with')) return [];
      return [{ tensor: name, relation, count: marks.count, of: marks.size, runs: runsOf(marks) }];
    }),
  );
  const { nodes, values } = carrier.graph;
  const opaque = nodes.filter(
    ({ op, result }) => op.opaque && Object.values(sets).some((marked) => marked.has(result)),
  );
  return { tensor, index, parts, opaque: opaque.map(({ result }) => values[result].name) };
}

class Walk {
  /** Nodes at random values, as far as they were asked for. */
  private readonly random = new Map<number, Call>();

  constructor(
    private readonly graph: Graph,
    private readonly tape: Tape,
  ) {}

  seed(id: ValueId, flat: number): Marked {
    const marked: Marked = new Map();
    this.marksOf(marked, id).add(flat);
    return marked;
  }

  /** What the given elements are computed from, and they themselves. Labels, indices and masks count. */
  *upstream(marked: Marked): Generator<void, Marked> {
    const { nodes } = this.graph;
    for (let n = nodes.length - 1; n >= 0; n--) {
      const to = marked.get(nodes[n].result);
      if (!to) continue;
      for (const [k, operand] of nodes[n].operands.entries()) {
        const from = this.marksOf(marked, operand);
        if (!from.full) yield* this.reach(n, k).gather(to, from);
        yield;
      }
    }
    return marked;
  }

  /** What is computed from the element, as far as the output depends on it. */
  *downstream(id: ValueId, flat: number): Generator<void, Marked> {
    const marked = this.seed(id, flat);
    for (const { node, positions } of downstream(this.graph, id)) {
      const { operands, result } = this.graph.nodes[node];
      for (const k of positions) {
        const from = marked.get(operands[k]);
        if (from) yield* this.reach(node, k).spread(from, this.marksOf(marked, result));
        yield;
      }
    }
    return marked;
  }

  /**
   * What the derivative of the next layer is made of: of each of its nodes on the way to one of `ends`. Layers that only
   * put elements elsewhere are gone through.
   */
  *partners(id: ValueId, flat: number, ends: ReadonlySet<ValueId>): Generator<void, Marked> {
    const moved = this.seed(id, flat);
    const partners: Marked = new Map();
    for (const { node, positions } of downstream(this.graph, id)) {
      const { op, operands, result } = this.graph.nodes[node];
      const moving = positions.filter((k) => moved.has(operands[k]));
      if (moving.length === 0) continue;
      const goesOn = op.category === 'shape' || !ends.has(result);
      for (const k of goesOn ? moving : [])
        yield* this.reach(node, k).spread(moved.get(operands[k])!, this.marksOf(moved, result));
      const moves = operands.map((operand, k) => (moving.includes(k) ? moved.get(operand)! : null));
      partnersOf(this.graph.nodes[node], this.tape.calls[node], moves).forEach((found, k) => {
        if (found.count > 0) this.marksOf(partners, operands[k]).addFrom(found);
      });
      yield;
    }
    return yield* this.upstream(partners);
  }

  private reach(node: number, k: number): Reach {
    const [of, call] = [this.graph.nodes[node], this.tape.calls[node]];
    return new Reach(of, call, k, () => {
      let random = this.random.get(node);
      if (!random) this.random.set(node, (random = atRandom(of, call)));
      return random;
    });
  }

  private marksOf(marked: Marked, id: ValueId): Marks {
    let marks = marked.get(id);
    if (!marks) marked.set(id, (marks = new Marks(sizeOf(this.graph.values[id].shape))));
    return marks;
  }
}

/** A picture of more would be of no use, and long on its way. */
const MOST_RUNS = 4096;

function runsOf(marks: Marks): PathRun[] | null {
  const runs: [number, number, number][] = [];
  let last = 0;
  marks.forEach((flat) => {
    const run = runs.at(-1);
    const step = flat - last;
    last = flat;
    if (!run || (run[1] > 1 && step !== run[2])) return void runs.push([flat, 1, 1]);
    run[1]++;
    run[2] = step;
  });
  return runs.length <= MOST_RUNS ? runs : null;
}
