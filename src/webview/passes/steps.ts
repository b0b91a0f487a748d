// The two passes, node by node: the forward pass in the order of execution, then the backward pass the other way round.

import type { Picture } from '../../picture/scene/picture';

export interface Step {
  readonly direction: 'forward' | 'backward';
  /** What is drawn and at work. */
  readonly node: string;
}

export interface Passes {
  readonly steps: readonly Step[];
  /** By tensor: the step from which on its value is known; inputs are known from the start. */
  readonly valueAt: ReadonlyMap<string, number>;
  /** By tensor: the step from which on its gradient is known, with all that its users send back added up. */
  readonly gradientAt: ReadonlyMap<string, number>;
}

export function passesOf({ flat, drawnAs }: Picture): Passes {
  const nodes = flat.nodes.filter(({ kind }) => kind !== 'input' && kind !== 'param' && kind !== 'constant');
  const order = [...new Set(nodes.map(({ id }) => drawnAs.get(id)!))];
  const stepOf = new Map(order.map((id, i) => [id, i]));
  const isPulled = new Map<string, boolean>();
  const valueAt = new Map<string, number>();
  const makerOf = new Map<string, string>();
  for (const { id, outputs } of nodes) {
    const drawn = drawnAs.get(id)!;
    for (const tensor of outputs) {
      makerOf.set(tensor, drawn);
      valueAt.set(tensor, stepOf.get(drawn)!);
      if (flat.tensors[tensor].analytic) isPulled.set(drawn, true);
    }
  }
  const back = order.filter((id) => isPulled.get(id)).reverse();
  const steps: Step[] = [
    ...order.map((node): Step => ({ direction: 'forward', node })),
    ...back.map((node): Step => ({ direction: 'backward', node })),
  ];
  const stepOfPull = new Map(back.map((node, i) => [node, order.length + i]));
  const gradientAt = new Map<string, number>();
  for (const [tensor, { analytic }] of Object.entries(flat.tensors)) if (analytic) gradientAt.set(tensor, order.length);
  for (const { tensor, to } of flat.edges) {
    const user = drawnAs.get(to)!;
    // Inside of a closed box.
    if (user === makerOf.get(tensor)) continue;
    gradientAt.set(tensor, Math.max(gradientAt.get(tensor) ?? 0, stepOfPull.get(user) ?? 0));
  }
  return { steps, valueAt, gradientAt };
}
