// What one check leaves to the next of nearly the same network: slopes hold for as long as what lies between their values
// and the loss computes the same from the same numbers. An edit of a backward pass, a name or a tolerance leaves all of
// them; one of a layer those of everything behind it.

import type { Node, ValueId } from '../engine/graph';
import { sameAttributes } from '../engine/op';
import { downstream } from './downstream';
import { sameBits, sameTensor, type Data } from '../engine/tensor';
import type { Differences } from './differences';
import { ExaminedLayers } from './examine/memory';
import type { Carrier } from './transcribed';

interface Known {
  readonly carrier: Carrier;
  readonly cotangent: Data;
  readonly found: Map<ValueId, Differences>;
}

export class CheckMemory {
  /** What was found out about the layers by themselves. */
  readonly layers = new ExaminedLayers(() => new CheckMemory());
  private last: Known | null = null;

  /** Of a check that begins: what the one before can give it. From here on it is itself the one before. */
  begin(carrier: Carrier, cotangent: Data): Remembered {
    const before = this.last;
    const found = new Map<ValueId, Differences>();
    this.last = { carrier, cotangent, found };
    return new Remembered(before && twinsOf(before, carrier, cotangent), before, carrier, found);
  }
}

export class Remembered {
  constructor(
    private readonly twins: Twins | null,
    private readonly before: Known | null,
    private readonly carrier: Carrier,
    private readonly found: Map<ValueId, Differences>,
  ) {}

  /** Differences that were found before, of a value of the carrier, if they cover all that are asked for now. */
  of(id: ValueId, order: Int32Array): Differences | null {
    const { twins, before, carrier } = this;
    const twin = twins?.values.get(id);
    const known = twin === undefined ? undefined : before?.found.get(twin);
    if (!known || !twins || !before || known.slope.length !== carrier.tape.values[id].data.length) return null;
    const nodes = downstream(carrier.graph, id);
    if (nodes.some(({ node }) => !twins.nodes.has(node))) return null;
    if (downstream(before.carrier.graph, twin!).length !== nodes.length) return null;
    return order.every((k) => known.bound[k] < Infinity) ? known : null;
  }

  keep(id: ValueId, differences: Differences): void {
    this.found.set(id, differences);
  }
}

interface Twins {
  /** By value of the carrier: the one before that took its place. */
  readonly values: ReadonlyMap<ValueId, ValueId>;
  /** Nodes that compute the same from the same numbers. */
  readonly nodes: ReadonlySet<number>;
}

/** Goes through both graphs from their ends: what is put in before leaves what follows where it was, counted from there. */
function twinsOf({ carrier: before, cotangent: weights }: Known, carrier: Carrier, cotangent: Data): Twins | null {
  if (!sameBits(weights, cotangent)) return null;
  const values = new Map<ValueId, ValueId>([[carrier.graph.output, before.graph.output]]);
  const taken = new Map<ValueId, ValueId>([[before.graph.output, carrier.graph.output]]);
  const nodes = new Set<number>();
  const [mine, theirs] = [carrier.graph.nodes, before.graph.nodes];
  for (let back = 1; back <= Math.min(mine.length, theirs.length); back++) {
    const [n, m] = [mine.length - back, theirs.length - back];
    if (values.get(mine[n].result) !== theirs[m].result || !sameNode(mine[n], theirs[m])) continue;
    const paired = mine[n].operands.every((id, k) => {
      const other = theirs[m].operands[k];
      if (!values.has(id) && !taken.has(other)) {
        values.set(id, other);
        taken.set(other, id);
      }
      return values.get(id) === other && sameTensor(carrier.tape.values[id], before.tape.values[other]);
    });
    if (paired) nodes.add(n);
  }
  return { values, nodes };
}

function sameNode(a: Node, b: Node): boolean {
  return (
    a.op === b.op &&
    !a.op.opaque &&
    a.operands.length === b.operands.length &&
    sameAttributes(a.attributes, b.attributes)
  );
}
