// Every cause that has a name gets it, over random shapes and values, from the numbers alone.

import { describe, expect, it } from 'vitest';
import type { Diagnosis, Lab } from '../../../src/check/diagnosis/case';
import { diagnose } from '../../../src/check/diagnosis';
import type { Steps } from '../../../src/check/estimate';
import { randomStream } from '../../../src/engine/random';
import { times } from '../../../src/check/diagnosis/match';
import { draw, labOf, layerOf, normal, sizesOf } from './bench';
import { BUGS, type Bug } from './corpus';
import { multiply, total, type Values } from './layers';

const RUNS = 24;

function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

const named = (lab: Lab): Diagnosis => finished(diagnose(lab));

/** Benches at the first seeds at which the mutant is not equivalent. */
function labsOf(bug: Bug): Lab[] {
  const labs: Lab[] = [];
  for (let seed = 1; labs.length < RUNS && seed < 20 * RUNS; seed++) {
    const lab = labOf(bug, seed);
    if (lab) labs.push(lab);
  }
  return labs;
}

describe('names', () => {
  const codes = [...new Set(BUGS.map(({ code }) => code))];
  it.each(codes)('%s', (code) => {
    const missed: string[] = [];
    for (const bug of BUGS.filter((one) => one.code === code)) {
      const labs = labsOf(bug);
      expect(labs.length, `${bug.layer} ${bug.name}`).toBe(RUNS);
      for (const lab of labs) {
        const { code: first, confidence } = named(lab);
        if (first === code) continue;
        const { shape } = lab.met.inputs.get('x')!;
        missed.push(`${bug.layer}.${bug.operand} ${bug.name} x [${shape.join()}]: ${first} ${confidence}`);
      }
    }
    expect(missed).toEqual([]);
  });
});

describe('a coincidence of sizes', () => {
  const three: Bug = {
    layer: 'affine',
    operand: 'W',
    code: 'scaled',
    name: 'by 3, at a batch of 3',
    wrong: (values, y, dout) => times(layerOf(three).backward(values, y, dout).W, 3),
    sizes: () => ({ n: 3, a: 4, b: 3 }),
  };

  it('is seen through at another batch size', () => {
    const { code, confidence, evidence } = named(labOf(three, 1)!);
    expect([code, confidence, evidence.factor, evidence.alternatives]).toEqual(['scaled', 0.99, 3, undefined]);
  });

  it('is said where the code runs at no other size', () => {
    const lab = { ...labOf(three, 1)!, measure: nowhere };
    const { code, confidence, evidence } = named(lab);
    expect([code, evidence.undecidedBetween]).toEqual(['not-divided-by-batch', ['scaled']]);
    expect(confidence).toBeLessThan(0.9);
  });

  it('does not make a cause of the dead batch of one row', () => {
    const inverted = BUGS.find(({ code }) => code === 'mask-inverted')!;
    const lab = labOf({ ...inverted, sizes: () => ({ n: 1, a: 1, b: 1 }) }, 1)!;
    expect(lab.met.found!.data[0] === 0 || lab.met.truth.data[0] === 0).toBe(true);
    expect(named(lab)).toMatchObject({ code: 'mask-inverted', evidence: { residual: expect.closeTo(0, 6) as number } });
  });
});

// eslint-disable-next-line require-yield -- The code runs at no other size.
function* nowhere(): Steps<null> {
  return null;
}

it.each([...new Set(BUGS.map(({ layer }) => layer))])('the reference gradient of %s is that of differences', (name) => {
  const layer = layerOf({ layer: name });
  for (let seed = 1; seed <= 4; seed++) {
    const values = draw(layer, sizesOf(seed), seed);
    const y = layer.forward(values);
    const dout = normal(randomStream(seed, 'dout'), y.shape);
    const loss = (at: Values): number => total(multiply(layer.forward(at), dout));
    for (const [operand, gradient] of Object.entries(layer.backward(values, y, dout))) {
      for (let i = 0; i < gradient.data.length; i++) {
        const moved = (h: number): Values => {
          const { shape, data } = values[operand];
          return { ...values, [operand]: { shape, data: data.with(i, data[i] + h) } };
        };
        const slope = (loss(moved(1e-5)) - loss(moved(-1e-5))) / 2e-5;
        expect(Math.abs(slope - gradient.data[i])).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
      }
    }
  }
});
