// The slopes of a whole network: central differences of its definition at a step of 1e-16, which leaves it about forty digits.

import { reachedBy, type Tape } from '../../../src/engine/run';
import type { Graph, Value } from '../../../src/engine/graph';
import type { Tensor } from '../../../src/engine/tensor';
import { DEFINITIONS } from './index';
import { Num, ZERO, exactly, num, type Exact } from './decimal';

const STEP = new Num('1e-16');
const DIGITS = 54;

/**
 * The loss Σ cotangent · output as a function of one value, whose slope in every element is asked for. With a tape, at the
 * values that the forward pass has computed: what it has rounded is added to each result of a definition.
 */
export class ExactLoss {
  private readonly cotangent: readonly Num[];
  private readonly point: Exact[] = [];
  private readonly rounded: (readonly Num[])[] = [];

  constructor(
    private readonly graph: Graph,
    cotangent: Tensor,
    tape?: Tape,
  ) {
    this.cotangent = Array.from(cotangent.data, num);
    for (const [id, value] of graph.sources) this.point[id] = exactly(value);
    if (tape) this.roundAs(tape);
    withDigits(() => this.run(this.point, () => true));
  }

  /** Zeros where the value does not reach the output. */
  slopes({ id, shape }: Value): number[] {
    const { data } = this.point[id];
    if (!reachedBy(this.graph)[id]) return data.map(() => 0);
    const downstream = this.downstreamOf(id);
    const lossAt = (i: number, step: Num): Num => {
      const values = this.point.slice();
      values[id] = { shape, data: data.with(i, data[i].plus(step)) };
      this.run(values, (result) => downstream.has(result) && result !== id);
      return this.lossOf(values);
    };
    return withDigits(() =>
      data.map((_, i) => lossAt(i, STEP).minus(lossAt(i, STEP.neg())).div(STEP.times(2)).toNumber()),
    );
  }

  private downstreamOf(id: number): ReadonlySet<number> {
    const below = new Set([id]);
    for (const { operands, result } of this.graph.nodes) {
      if (operands.some((operand) => below.has(operand))) below.add(result);
    }
    return below;
  }

  private run(values: Exact[], isWanted: (result: number) => boolean): void {
    for (const { op, operands, attributes, result } of this.graph.nodes) {
      if (!isWanted(result)) continue;
      const { shape } = this.graph.values[result];
      const moved = operands.map((operand) => values[operand]);
      const data = DEFINITIONS[op.name](moved, attributes, shape);
      const rounded = this.rounded.at(result);
      values[result] = { shape, data: rounded ? data.map((element, i) => element.plus(rounded[i])) : data };
    }
  }

  private roundAs({ values }: Tape): void {
    const computed = values.map(exactly);
    for (const { op, operands, attributes, result } of this.graph.nodes) {
      const { shape, data } = computed[result];
      const exact = DEFINITIONS[op.name](
        operands.map((operand) => computed[operand]),
        attributes,
        shape,
      );
      this.rounded[result] = data.map((element, i) => element.minus(exact[i]));
    }
  }

  private lossOf(values: readonly Exact[]): Num {
    const { data } = values[this.graph.output];
    return data.reduce((loss, element, i) => loss.plus(element.times(this.cotangent[i])), ZERO);
  }
}

/** A network's definition runs so often that more digits than are needed would be felt. */
function withDigits<T>(work: () => T): T {
  const { precision } = Num;
  Num.set({ precision: DIGITS });
  try {
    return work();
  } finally {
    Num.set({ precision });
  }
}
