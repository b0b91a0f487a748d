// The op behind `where` and masked writes, for transcripts of a layer's code: a where the mask is not 0, b elsewhere.

import { copyBox, forEachRun } from '../../../engine/box';
import { forEachPlace, placeIn } from '../../../engine/difference';
import { addScaled } from '../../../engine/kernels/loops';
import { defineOp } from '../../../engine/op';

/** All three operands have the result's shape. */
export const select = defineOp({
  name: 'Select',
  category: 'arithmetic',
  summary: 'Elements of a where the mask is not 0, of b elsewhere.',
  operands: [
    { name: 'mask', kind: 'data', summary: '0 or not' },
    { name: 'a', kind: 'data', summary: 'the shape of the mask' },
    { name: 'b', kind: 'data', summary: 'the shape of the mask' },
  ],
  attributes: {},
  infer: ([mask]) => mask,
  forward({ operands: [mask, a, b], out }, box) {
    forEachRun(out.shape, box, (start, count, step) => {
      for (let i = start, k = 0; k < count; k++, i += step) out.data[i] = mask.data[i] === 0 ? b.data[i] : a.data[i];
    });
  },
  touch: (_k, changed, _call, reach) => copyBox(changed, reach),
  vjp({ operands: [mask], dout, grads: [, da, db] }) {
    for (let i = 0; i < mask.data.length; i++) {
      const grad = mask.data[i] === 0 ? db : da;
      if (grad) grad.data[i] += dout.data[i];
    }
  },
  jvp({ operands: [mask], tangents: [, da, db], into, box }) {
    forEachRun(into.shape, box, (start, count, step) => {
      for (let i = start, k = 0; k < count; k++, i += step) into.data[i] = (mask.data[i] === 0 ? db : da)?.data[i] ?? 0;
    });
  },
  // A mask that moves is a switch that is thrown; what it would come to need not be known.
  difference({ operands: [mask], out, deltas, change, lanes, crossed }) {
    const [dMask, da, db] = deltas;
    change.data.fill(0);
    forEachPlace(out.shape, change.box, (i, place) => {
      const moving = mask.data[i] === 0 ? db : da;
      const from = moving ? placeIn(moving.box, out.shape, i) : -1;
      if (from >= 0) addScaled(moving!.data, from * lanes, 1, change.data, place * lanes, lanes);
      const masked = dMask ? placeIn(dMask.box, out.shape, i) : -1;
      for (let lane = 0; masked >= 0 && lane < lanes; lane++) {
        if (dMask!.data[masked * lanes + lane] !== 0) crossed[lane] = 1;
      }
    });
  },
  formula: { forward: 'a where mask, else b', gradients: { mask: '0', a: 'dout where mask', b: 'dout elsewhere' } },
  samples: [],
});
