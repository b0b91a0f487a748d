// Clamp: x held between two ends. The derivative is 1 between them and at the ends themselves, 0 outside.

import { forEachRun } from '../box';
import { perElement, unary } from '../elementwise';
import { ShapeError, TIED, defineOp, type Attributes } from '../op';

const BELOW = 0;
const INSIDE = 1;
const ABOVE = 2;

export const clamp = defineOp({
  ...unary({
    name: 'Clamp',
    category: 'arithmetic',
    summary: 'x limited to min .. max, elementwise; the derivative at the ends is 1.',
    attributes: {
      min: { type: 'number', required: true, summary: 'Lower end.' },
      max: { type: 'number', required: true, summary: 'Upper end.' },
    },
    run(x, out, start, count, step, attributes) {
      const [min, max] = endsOf(attributes);
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = x[i] < min ? min : x[i] > max ? max : x[i];
    },
    pull(x, _out, dout, dx, attributes) {
      const [min, max] = endsOf(attributes);
      for (let i = 0; i < dx.length; i++) if (x[i] >= min && x[i] <= max) dx[i] += dout[i];
    },
    switches: {
      branches({ operands: [{ data, shape }], attributes }, box, into) {
        const [min, max] = endsOf(attributes);
        forEachRun(shape, box, (start, count, step) => {
          for (let i = start, k = 0; k < count; k++, i += step) {
            const x = data[i];
            into[i] = x < min ? BELOW : x > max ? ABOVE : x === min || x === max ? TIED : INSIDE;
          }
        });
      },
      tied({ operands: [x], attributes }, flat) {
        const [min, max] = endsOf(attributes);
        if (min === max) return [BELOW, INSIDE, ABOVE];
        return x.data[flat] === min ? [BELOW, INSIDE] : [INSIDE, ABOVE];
      },
      force({ operands: [x], attributes }, flat, branch) {
        const [min, max] = endsOf(attributes);
        return branch === BELOW ? min : branch === ABOVE ? max : x.data[flat];
      },
    },
    shift(x, y, d, { into, at, count, lane, crossed }, attributes) {
      const [min, max] = endsOf(attributes);
      for (let i = at, k = lane; i < at + count; i++, k++) {
        const moved = x + d[i];
        const inside = x > min && x < max && moved > min && moved < max;
        into[i] = inside ? d[i] : Math.min(Math.max(moved, min), max) - y;
        const outside = (x < min && moved < min) || (x > max && moved > max);
        if (!inside && !outside && d[i] !== 0) crossed[k] = 1;
      }
    },
    jvp: perElement((x, _y, attributes) => {
      const [min, max] = endsOf(attributes);
      return x >= min && x <= max ? 1 : 0;
    }),
    formula: { forward: 'min(max(x, min), max)', gradients: { x: 'dout where min ≤ x ≤ max, else 0' } },
    samples: [
      { shapes: [[3, 4]], attributes: { min: -1, max: 0.5 } },
      { shapes: [[5]], attributes: { min: 0, max: 6 } },
    ],
  }),
  infer([x], attributes) {
    const [min, max] = endsOf(attributes);
    if (!(min <= max)) throw new ShapeError('max', `at least min ${min}`, `${max}`);
    return x;
  },
});

function endsOf({ min, max }: Attributes): readonly [number, number] {
  return [min as number, max as number];
}
