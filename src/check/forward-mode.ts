// The slope of one element by forward mode: its tangent is carried to the loss by the ops' jvps, exactly, without a step.
// No vjp and no difference takes part in it, so that it can tell where one of these is wrong.

import { boxSize, copyBox, emptyBox, forEachRun, growBox, setElement, type Box } from '../engine/box';
import { pushForward } from '../engine/forward-mode';
import type { ValueId } from '../engine/graph';
import { zeros, type Tensor } from '../engine/tensor';
import { downstream, type Downstream } from './downstream';
import type { Carrier } from './transcribed';

export class ForwardMode {
  /** By value, 0 but while a slope is worked out; made when they are first needed. */
  private readonly tangents: (Tensor | undefined)[] = [];
  private readonly boxes: readonly Box[];
  private readonly reaches: readonly Box[];
  /** The nodes below the value that was asked of last: those below all of them would grow with their square. */
  private last: { readonly id: ValueId; readonly stages: readonly Downstream[] } | null = null;

  constructor(
    private readonly carrier: Carrier,
    private readonly cotangent: Float64Array,
  ) {
    const room = (): Box[] => carrier.graph.values.map(({ shape }) => emptyBox(shape.length));
    [this.boxes, this.reaches] = [room(), room()];
  }

  /** Of a value of the carrier; NaN where some op on the way has no rule, or where that tells nothing. */
  slopeAt(id: ValueId, flat: number): number {
    const { graph } = this.carrier;
    setElement(this.boxes[id], graph.values[id].shape, flat);
    this.tangentOf(id).data[flat] = 1;
    const reached = new Set([id]);
    const known = this.stagesOf(id).every((stage) => this.push(stage, reached));
    const slope = known ? this.readLoss(reached) : NaN;
    for (const value of reached) this.walk(value, (tangent, i) => (tangent[i] = 0));
    return slope;
  }

  /** False where there is no rule. */
  private push({ node, positions }: Downstream, reached: Set<ValueId>): boolean {
    const { graph, tape } = this.carrier;
    const { op, operands, result } = graph.nodes[node];
    const point = tape.calls[node];
    const moving = positions.filter((k) => reached.has(operands[k]));
    const box = this.boxes[result];
    const reach = this.reaches[result];
    let moves = false;
    for (const k of moving) {
      op.touch(k, this.boxes[operands[k]], point, reach);
      if (boxSize(reach) === 0) continue;
      if (moves) growBox(box, reach);
      else copyBox(reach, box);
      moves = true;
    }
    if (!moves) return true;
    reached.add(result);
    const tangents = operands.map((id, k) => (moving.includes(k) ? this.tangentOf(id) : null));
    return pushForward(op, { ...point, point, tangents, into: this.tangentOf(result), box });
  }

  private stagesOf(id: ValueId): readonly Downstream[] {
    if (this.last?.id !== id) this.last = { id, stages: downstream(this.carrier.graph, id) };
    return this.last.stages;
  }

  private readLoss(reached: ReadonlySet<ValueId>): number {
    const { output } = this.carrier.graph;
    let slope = 0;
    if (reached.has(output)) this.walk(output, (tangent, i) => (slope += this.cotangent[i] * tangent[i]));
    return slope;
  }

  private tangentOf(id: ValueId): Tensor {
    return (this.tangents[id] ??= zeros(this.carrier.graph.values[id].shape));
  }

  private walk(id: ValueId, visit: (tangent: Tensor['data'], flat: number) => void): void {
    const { shape, data } = this.tangentOf(id);
    forEachRun(shape, this.boxes[id], (start, count, step) => {
      for (let i = start, k = 0; k < count; k++, i += step) visit(data, i);
    });
  }
}
