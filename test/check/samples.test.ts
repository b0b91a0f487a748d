// What a param does sample by sample: its rules in every op, and that a sweep by samples tells what one by tiles does.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullBox, type Box } from '../../src/engine/box';
import type { Delta } from '../../src/engine/difference';
import { DifferenceStep } from '../../src/engine/difference-step';
import { operandOf } from '../../src/engine/graph';
import type { Call, Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { indexOf } from '../../src/engine/tensor';
import { prepareBase } from '../../src/check/base';
import { sweepOf } from '../../src/check/differences';
import { Lanes, lossAlone } from '../../src/check/lanes';
import { SampleSweep, entryOf } from '../../src/check/sample-sweep';
import { Told } from '../../src/check/told';
import { forward } from '../../src/engine/run';
import { scalar } from '../../src/engine/tensor';
import { drawCall } from '../engine/drawn';
import { NETS } from './exact-nets';

const SEED = fc.integer({ min: 0, max: 2 ** 31 });
const casesOf = (rule: 'inSample' | 'addsSamples') =>
  Object.values(registry).flatMap((op: Op) =>
    op[rule] ? op.samples.map((sample, at) => [`${op.name} ${at}`, op, sample] as const) : [],
  );

/** How the result moves, element by element, where one lane moves the operands so. */
function moved(op: Op, call: Call, deltas: readonly (Delta | null)[]): Float64Array {
  const step = new DifferenceStep(op, call, deltas, 1, new Uint8Array(1), (size) => new Float64Array(size));
  const whole = new Float64Array(call.out.data.length);
  const { change } = step;
  if (!change) return whole;
  step.run();
  if (change.points) whole[change.points[0]] = change.data[0];
  else {
    let place = 0;
    for (let i = 0; i < whole.length; i++)
      if (isWithin(change.box, indexOf(call.out.shape, i))) whole[i] = change.data[place++];
  }
  return whole;
}

const isWithin = ({ lo, hi }: Box, index: readonly number[]): boolean =>
  index.every((at, axis) => at >= lo[axis] && at < hi[axis]);

describe('an element moves one of each sample, by its factor', () => {
  test.each(casesOf('inSample'))('%s', (_name, op, sample) => {
    fc.assert(
      fc.property(SEED, (seed) => {
        const { call, random } = drawCall(op, sample, seed);
        call.operands.forEach((operand, k) => {
          const inSample = op.inSample?.(k, call);
          if (!inSample) return;
          const size = operand.data.length;
          const into = {
            elements: new Int32Array(size),
            points: new Int32Array(size),
            factors: new Float64Array(size),
          };
          const element = random.below(size);
          const wanted = Uint8Array.from({ length: size }, (_, i) => (i === element ? 1 : 0));
          const box = fullBox(operand.shape);
          const delta: Delta = { box, data: Float64Array.of(0.25), points: Int32Array.of(element) };
          const whole = moved(
            op,
            call,
            call.operands.map((_, at) => (at === k ? delta : null)),
          );
          for (let n = 0; n < call.out.shape[0]; n++) {
            const count = inSample(n, wanted, into);
            const told = new Float64Array(whole.length);
            for (let lane = 0; lane < count; lane++) {
              expect(into.elements[lane]).toBe(element);
              told[into.points[lane]] = 0.25 * into.factors[lane];
            }
            const own = whole.map((by, i) => (indexOf(call.out.shape, i)[0] === n ? by : 0));
            expect([...told]).toEqual([...own]);
          }
        });
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

describe('two samples move a sum over them by what each does', () => {
  test.each(casesOf('addsSamples'))('%s', (_name, op, sample) => {
    fc.assert(
      fc.property(SEED, (seed) => {
        const { call, random } = drawCall(op, sample, seed);
        if (!op.addsSamples?.(call)) return;
        call.operands.forEach((operand, k) => {
          if (operandOf(op, k).differentiable === false || operand.shape[0] < 2) return;
          const only = (...rows: number[]): Delta => ({
            box: fullBox(operand.shape),
            data: moves.map((by, i) => (rows.includes(indexOf(operand.shape, i)[0]) ? by : 0)),
            points: null,
          });
          // Away from where log and sqrt end.
          const moves = Float64Array.from(operand.data, (x) => 0.1 * Math.abs(x) * random.normal() * 0.3);
          const by = (delta: Delta): number =>
            moved(
              op,
              call,
              call.operands.map((_, at) => (at === k ? delta : null)),
            )[0];
          const apart = by(only(0)) + by(only(1));
          expect(Math.abs(by(only(0, 1)) - apart)).toBeLessThanOrEqual(
            1e-13 * (Math.abs(by(only(0))) + Math.abs(by(only(1)))),
          );
        });
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

describe('sample by sample or tile by tile', () => {
  const swept = Object.entries(NETS).flatMap(([name, netOf]) => {
    const graph = netOf(1).graph();
    const tape = forward(graph);
    if (tape.values[graph.output].shape.length > 0) return [];
    const base = prepareBase(graph, tape, scalar(1));
    const ids = base.carrier().graph.values.filter(({ id }) => entryOf(base, id) !== null);
    return ids.map(({ id, name: value }) => [`${value} of ${name}`, base, id] as const);
  });

  test('there are params that go by samples', () => expect(swept.length).toBeGreaterThan(3));

  test.each(swept)('%s', (_name, base, id) => {
    const size = base.carrier().tape.values[id].data.length;
    // As far as ends, tiles go; here the end is the loss all the same.
    const ends = lossAlone(base.carrier(), base.cotangent);
    const [samples, tiles] = [new Lanes(base, id), new Lanes(base, id, ends)].map((lanes) => {
      const { sweep } = sweepOf(base, id, lanes);
      expect(sweep instanceof SampleSweep).toBe(lanes.areWhole);
      const told = new Told(size);
      Array.from(sweep.run(told, null));
      return told;
    });
    for (let k = 0; k < size; k++) {
      const room = 1e-12 * (Math.abs(tiles.up[k]) + 2 ** -52 * tiles.rounding[k]);
      expect(Math.abs(samples.up[k] - tiles.up[k])).toBeLessThanOrEqual(room);
      expect(Math.abs(samples.down[k] - tiles.down[k])).toBeLessThanOrEqual(room);
      expect(samples.crossed[k]).toBe(tiles.crossed[k]);
    }
  });
});
