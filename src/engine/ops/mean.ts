// Mean: over some axes or all. Every element gets dout over their number.

import { defineOp } from '../op';
import { layoutOf, reduction } from './reduction';
import { addMoves, addToGroup, sumOf } from './sum';

export const mean = defineOp(
  reduction({
    name: 'Mean',
    summary: 'Arithmetic mean over the given axes.',
    reduce: (x, start, group) => sumOf(x, start, group) / group.size,
    move: (moving, _x, start, group) => addMoves(moving, start, group, 1 / group.size),
    addsSamples: (call) => layoutOf(call).reduced[0] === true,
    pull: (_x, start, group, dout, dx) => addToGroup(dx, start, group, dout / group.size),
    jvp: 'linear',
    formula: { forward: 'Σ x / n', gradients: { x: 'dout / n, stretched over the axes' } },
  }),
);
