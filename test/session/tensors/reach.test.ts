// Where an element goes and what its derivative is made of, op by op, beside forward passes with one or two elements moved.
import { describe, expect, test } from 'vitest';
import { operandOf, type Node } from '../../../src/engine/graph';
import type { Call, Op } from '../../../src/engine/op';
import { randomStream, type Random } from '../../../src/engine/random';
import { copyOf } from '../../../src/engine/tensor';
import { partnersOf } from '../../../src/session/tensors/partners';
import { atRandom, Marks, Reach } from '../../../src/session/tensors/reach';
import { CASES, computed, drawCall } from '../../engine/drawn';

const SMOOTH = CASES.filter(([, op]) => !op.switches);
const STEP = 2 ** -6;

const nodeOf = (op: Op, { operands, attributes }: Call): Node => ({
  op,
  attributes,
  operands: operands.map((_, k) => k),
  result: operands.length,
});

const reachOf = (op: Op, call: Call, k: number): Reach =>
  new Reach(nodeOf(op, call), call, k, () => atRandom(nodeOf(op, call), call));

function single(size: number, flat: number): Marks {
  const marks = new Marks(size);
  marks.add(flat);
  return marks;
}

function run(work: Generator<void, void>): void {
  while (!work.next().done);
}

const listOf = (marks: Marks): number[] => [...marks.data.keys()].filter((flat) => marks.data[flat] === 1);

function spread(op: Op, call: Call, k: number, flat: number): number[] {
  const to = new Marks(call.out.data.length);
  run(reachOf(op, call, k).spread(single(call.operands[k].data.length, flat), to));
  return listOf(to);
}

/** The result with elements moved, each by a step. */
function moved(op: Op, call: Call, ...moves: readonly (readonly [k: number, flat: number])[]): number[] {
  const copies = call.operands.map(copyOf);
  for (const [k, flat] of moves) copies[k].data[flat] += STEP;
  return [...computed(op, copies, call.attributes).out.data];
}

const differentiable = (op: Op, { operands }: Call): number[] =>
  [...operands.keys()].filter((k) => operandOf(op, k).differentiable !== false);

/** At values at which no function levels off. */
function between1And2(op: Op, { operands, attributes }: Call, random: Random): Call {
  const drawn = operands.map(({ shape, data }, k) =>
    operandOf(op, k).differentiable === false
      ? { shape, data }
      : { shape, data: Float64Array.from(data, () => 1 + random.uniform()) },
  );
  return computed(op, drawn, attributes);
}

describe('what an element reaches moves with it, and nothing else does', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    for (let seed = 0; seed < 5; seed++) {
      const { call: any, random } = drawCall(op, sample, seed);
      const call = op.switches ? any : between1And2(op, any, random);
      for (const k of differentiable(op, call)) {
        const flat = random.below(call.operands[k].data.length);
        const after = moved(op, call, [k, flat]);
        const changed = [...after.keys()].filter((o) => after[o] !== call.out.data[o]);
        const reached = spread(op, call, k, flat);
        if (op.switches) expect(reached).toEqual(expect.arrayContaining(changed));
        else expect(reached).toEqual(changed);
      }
    }
  });
});

describe('what is gathered for a result are the elements that reach it', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    const { call, random } = drawCall(op, sample, 1);
    const result = random.below(call.out.data.length);
    call.operands.forEach(({ data }, k) => {
      const from = new Marks(data.length);
      const reach = reachOf(op, call, k);
      run(reach.gather(single(call.out.data.length, result), from));
      const expected = [...data.keys()].filter((flat) => spread(op, call, k, flat).includes(result));
      expect(listOf(from)).toEqual(expected);
    });
  });
});

describe('partners are those with which the result bends, by forward passes alone', () => {
  test.each(SMOOTH)('%s', (_name, op, sample) => {
    const { call: any, random } = drawCall(op, sample, 2);
    const call = between1And2(op, any, random);
    const weights = randomStream(3, op.name);
    const weight = Float64Array.from(call.out.data, () => weights.normal());
    const weighed = (...moves: readonly (readonly [number, number])[]): number =>
      moved(op, call, ...moves).reduce((sum, y, o) => sum + weight[o] * y, 0);
    for (const k of differentiable(op, call)) {
      const flat = random.below(call.operands[k].data.length);
      const moves = call.operands.map(({ data }, j) => (j === k ? single(data.length, flat) : null));
      const partners = partnersOf(nodeOf(op, call), call, moves);
      const [still, one] = [weighed(), weighed([k, flat])];
      for (const j of differentiable(op, call)) {
        const bends = [...call.operands[j].data.keys()].filter(
          (i) => Math.abs(weighed([k, flat], [j, i]) - one - weighed([j, i]) + still) > 1e-11,
        );
        expect(listOf(partners[j]), `operand ${k} with ${j}`).toEqual(bends);
      }
    }
  });
});

describe('all of a tensor reaches what its elements reach', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    const { call } = drawCall(op, sample, 3);
    call.operands.forEach(({ data }, k) => {
      const [all, to] = [new Marks(data.length), new Marks(call.out.data.length)];
      all.addAll();
      run(reachOf(op, call, k).spread(all, to));
      const each = new Set([...data.keys()].flatMap((flat) => spread(op, call, k, flat)));
      expect(listOf(to)).toEqual([...each].sort((a, b) => a - b));
      const [whole, from] = [new Marks(call.out.data.length), new Marks(data.length)];
      whole.addAll();
      run(reachOf(op, call, k).gather(whole, from));
      expect(listOf(from)).toEqual([...data.keys()].filter((flat) => spread(op, call, k, flat).length > 0));
    });
  });
});
