// Max: the largest element over some axes or all.

import { defineOp } from '../op';
import { extremum } from './extremum';

export const max = defineOp(
  extremum({
    name: 'Max',
    summary: 'Largest element over the given axes; the first where several are.',
    sign: 1,
    formula: { forward: 'max x', gradients: { x: 'dout at the first maximum, else 0' } },
  }),
);
