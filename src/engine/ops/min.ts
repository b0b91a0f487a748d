// Min: the smallest element over some axes or all.

import { defineOp } from '../op';
import { extremum } from './extremum';

export const min = defineOp(
  extremum({
    name: 'Min',
    summary: 'Smallest element over the given axes; the first where several are.',
    sign: -1,
    formula: { forward: 'min x', gradients: { x: 'dout at the first minimum, else 0' } },
  }),
);
