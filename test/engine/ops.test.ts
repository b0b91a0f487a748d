// What every op of the registry promises, checked on operands drawn at random from its own samples.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBox, fullBox } from '../../src/engine/box';
import { GraphBuilder, graphExpander, operandOf } from '../../src/engine/graph';
import { TIED, type Call, type Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { backward, forward } from '../../src/engine/run';
import { copyOf, formatShape, indexOf, sameShape, zeros, type Tensor } from '../../src/engine/tensor';
import {
  CASES,
  OPS,
  branchesOf,
  computed,
  drawBox,
  drawCall,
  drawn,
  inFloat32,
  isInside,
  isTied,
  largest,
  pulled,
} from './drawn';

const SEED = fc.integer({ min: 0, max: 2 ** 31 });
const holds = (property: (seed: number) => void, numRuns: number): void => {
  fc.assert(fc.property(SEED, property), { numRuns, seed: 1 });
};
const WITH_SWITCHES = CASES.filter(([, op]) => op.switches);
const COMPOSITES = CASES.filter(([, op]) => op.expand);

test('every op stands in the registry under its own name, and no two share one in lower case', () => {
  expect(Object.keys(registry)).toEqual(OPS.map((op) => op.name));
  expect(new Set(OPS.map((op) => op.name.toLowerCase())).size).toBe(OPS.length);
});

test.each(OPS.map((op) => [op.name, op] as const))(
  '%s has a gradient formula for each operand that has one',
  (_, op) => {
    const expected = op.operands.filter(({ differentiable }) => differentiable !== false).map(({ name }) => name);
    expect(Object.keys(op.formula.gradients)).toEqual(expected.filter((name) => name !== 'mask'));
  },
);

describe('the vector-Jacobian product is the derivative of the forward pass', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    holds((seed) => {
      const { call, random } = drawCall(op, sample, seed);
      fc.pre(!isTied(branchesOf(op, call)));
      const dout = drawn(random, call.out.shape);
      pulled(op, call, dout, 0).forEach((grad, k) => {
        if (grad) expectClose(grad, differences(op, call, dout, k), 1e-7, `gradient of ${operandOf(op, k).name}`);
      });
    }, 20);
  });
});

describe('a gradient is added to what stands there, and operands are left alone', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    holds((seed) => {
      const { call, random } = drawCall(op, sample, seed);
      const before = [...call.operands, call.out].map(copyOf);
      const dout = drawn(random, call.out.shape);
      const cotangent = copyOf(dout);
      const fromZero = pulled(op, call, dout, 0);
      const fromThree = pulled(op, call, dout, 3);
      fromZero.forEach((grad, k) => {
        if (!grad) return;
        const shifted = { shape: grad.shape, data: grad.data.map((g) => g + 3) };
        expectClose(fromThree[k]!, shifted, 1e-13, `gradient of ${operandOf(op, k).name}`);
      });
      expect([...call.operands, call.out]).toEqual(before);
      expect(dout).toEqual(cotangent);
    }, 10);
  });
});

describe('each gradient can be wanted without the others', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    const { call, random } = drawCall(op, sample, 7);
    const dout = drawn(random, call.out.shape);
    const together = pulled(op, call, dout, 0);
    together.forEach((grad, k) => {
      const alone = together.map((each, other) => (each && other === k ? zeros(each.shape) : null));
      op.vjp({ ...call, dout, grads: alone });
      expect(alone[k]).toEqual(grad);
    });
  });
});

describe('a box of the result has the bits of the whole, and nothing else is written', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    holds((seed) => {
      const { call: exact, random } = drawCall(op, sample, seed);
      for (const call of [exact, inFloat32(op, exact)]) {
        const part: Call = { ...call, out: copyOf(call.out) };
        part.out.data.fill(12345);
        const box = drawBox(random, call.out.shape);
        op.forward(part, box);
        call.out.data.forEach((whole, i) => {
          const index = indexOf(call.out.shape, i);
          expectSame(part.out.data[i], isInside(box, index) ? whole : 12345, `element ${formatShape(index)}`);
        });
      }
    }, 30);
  });
});

describe('a change of a box of an operand stays inside its reach', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    holds((seed) => {
      const { call, random, redraw, attributes } = drawCall(op, sample, seed);
      call.operands.forEach((operand, k) => {
        const changed = drawBox(random, operand.shape);
        const reach = emptyBox(call.out.shape.length);
        op.touch(k, changed, call, reach);
        const other = redraw(k);
        operand.data.forEach((value, i) => {
          if (!isInside(changed, indexOf(operand.shape, i))) other.data[i] = value;
        });
        const operands = call.operands.map((each, at) => (at === k ? other : each));
        const after = computed(op, operands, attributes).out;
        call.out.data.forEach((value, i) => {
          const index = indexOf(call.out.shape, i);
          if (!isInside(reach, index)) expectSame(after.data[i], value, `element ${formatShape(index)}`);
        });
      });
    }, 50);
  });
});

describe('float32 comes close to float64', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    holds((seed) => {
      const { call, random } = drawCall(op, sample, seed);
      const single = inFloat32(op, call);
      expect(single.out.data).toBeInstanceOf(Float32Array);
      expectClose(single.out, call.out, 1e-4, 'result');
      const dout = drawn(random, call.out.shape);
      const grads = pulled(op, single, { shape: dout.shape, data: Float32Array.from(dout.data) }, 0);
      pulled(op, call, dout, 0).forEach((grad, k) => {
        if (grad) expectClose(grads[k]!, grad, 1e-4, `gradient of ${operandOf(op, k).name}`);
      });
    }, 10);
  });
});

describe('a composite op equals its subgraph of primitive ones', () => {
  test.each(COMPOSITES)('%s', (_name, op, sample) => {
    holds((seed) => {
      const { call, random } = drawCall(op, sample, seed);
      const builder = new GraphBuilder('float64');
      const ids = call.operands.map((operand, k) =>
        builder.source(`operand${k}`, 'input', operand, operandOf(op, k).differentiable !== false),
      );
      const to = graphExpander(builder, (node) => node);
      const result = to.idOf(op.expand!(to, ids.map(to.term), call.attributes));
      const graph = builder.finish(result);
      const tape = forward(graph);
      const out = tape.values[result];
      expect(out.shape).toEqual(call.out.shape);
      expectClose(out, call.out, 1e-12, 'result');
      const dout = drawn(random, out.shape);
      const gradients = backward(graph, tape, dout);
      pulled(op, call, dout, 0).forEach((grad, k) => {
        if (grad) expectClose(gradients[ids[k]]!, grad, 1e-12, `gradient of ${operandOf(op, k).name}`);
      });
    }, 20);
  });
});

describe('a branch, held fixed, gives the value that it gave, and so does each of those that are tied', () => {
  test.each(WITH_SWITCHES)('%s', (_name, op, sample) => {
    for (const draw of [undefined, 'coarse'] as const) {
      holds((seed) => {
        const { call } = drawCall(op, sample, seed, draw);
        branchesOf(op, call).forEach((branch, flat) => {
          for (const each of branch === TIED ? op.switches!.tied(call, flat) : [branch]) {
            const forced = op.switches!.force(call, flat, each);
            expect(forced === call.out.data[flat], `element ${flat}, branch ${each}: ${forced}`).toBe(true);
          }
        });
      }, 20);
    }
  });
});

test.each(OPS.filter((op) => op.switches).map((op) => [op.name, op] as const))(
  '%s has ties, of two branches or more',
  (_, op) => {
    let ties = 0;
    for (const sample of op.samples) {
      for (let seed = 0; seed < 10; seed++) {
        const { call } = drawCall(op, sample, seed, 'coarse');
        branchesOf(op, call).forEach((branch, flat) => {
          if (branch !== TIED) return;
          ties++;
          expect(new Set(op.switches!.tied(call, flat)).size).toBeGreaterThan(1);
        });
      }
    }
    expect(ties).toBeGreaterThan(0);
  },
);

describe('branches are those of the whole in any box, and stay where operands hardly move', () => {
  test.each(WITH_SWITCHES)('%s', (_name, op, sample) => {
    holds((seed) => {
      const { call, random } = drawCall(op, sample, seed);
      const whole = branchesOf(op, call);
      const box = drawBox(random, call.out.shape);
      const part = new Int32Array(whole.length).fill(777);
      op.switches!.branches(call, box, part);
      whole.forEach((branch, i) => expect(part[i]).toBe(isInside(box, indexOf(call.out.shape, i)) ? branch : 777));

      const nearby = call.operands.map(({ shape, data }) => ({
        shape,
        data: data.map((x) => x + 1e-9 * random.normal()),
      }));
      const moved = branchesOf(op, computed(op, nearby, call.attributes));
      whole.forEach((branch, i) => {
        if (branch !== TIED) expect(moved[i]).toBe(branch);
      });
    }, 20);
  });
});

/**
 * ∂(Σ dout · out) / ∂operand k by forward passes alone, to fourth order in the step:
 * f'(x) ≈ (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h.
 */
function differences(op: Op, call: Call, dout: Tensor, k: number): Tensor {
  const step = 2 ** -10;
  const moved = copyOf(call.operands[k]);
  const probe: Call = {
    ...call,
    operands: call.operands.map((operand, at) => (at === k ? moved : operand)),
    out: copyOf(call.out),
  };
  const whole = fullBox(call.out.shape);
  const lossAt = (i: number, x: number): number => {
    moved.data[i] = x;
    op.forward(probe, whole);
    let loss = 0;
    probe.out.data.forEach((value, o) => (loss += dout.data[o] * (value - call.out.data[o])));
    return loss;
  };
  const data = moved.data.map((x, i) => {
    const near = lossAt(i, x + step) - lossAt(i, x - step);
    const far = lossAt(i, x + 2 * step) - lossAt(i, x - 2 * step);
    moved.data[i] = x;
    return (8 * near - far) / (12 * step);
  });
  return { shape: moved.shape, data };
}

function expectClose(found: Tensor, expected: Tensor, tolerance: number, what: string): void {
  expect(sameShape(found.shape, expected.shape), `${what}: shape ${formatShape(found.shape)}`).toBe(true);
  const bound = tolerance * (1 + largest(expected.data));
  expected.data.forEach((wanted, i) => {
    if (Math.abs(found.data[i] - wanted) <= bound) return;
    expect.fail(`${what} at ${formatShape(indexOf(expected.shape, i))}: expected ${wanted}, found ${found.data[i]}`);
  });
}

function expectSame(found: number, expected: number, what: string): void {
  if (!Object.is(found, expected)) expect.fail(`${what}: expected ${expected}, found ${found}`);
}
