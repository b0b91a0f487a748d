// Graphs and their two passes: the book's examples, fan-out, dtypes, what is differentiated, and errors while running.

import { describe, expect, test } from 'vitest';
import { GraphBuilder, graphExpander, type Graph, type ValueId } from '../../src/engine/graph';
import { ShapeError, type Attributes, type Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import {
  NodeError,
  allocateTape,
  backward,
  backwardPass,
  forward,
  forwardInto,
  lossOf,
  reachedBy,
} from '../../src/engine/run';
import {
  filled,
  fromNested,
  scalar,
  tensor,
  toNested,
  type DType,
  type Nested,
  type Tensor,
} from '../../src/engine/tensor';

const { Add, Dropout, Exp, Gather, MatMul, Mul, Pow, ReLU, Sigmoid, SoftmaxWithLoss, Sub, Sum } = registry;

/** Builds graphs by name: `of` reads like the formula. */
class Sketch {
  private readonly builder: GraphBuilder;
  private readonly ids = new Map<string, ValueId>();

  constructor(dtype: DType = 'float64') {
    this.builder = new GraphBuilder(dtype);
  }

  input(name: string, value: Nested, role: 'input' | 'param' | 'constant' = 'input', differentiable?: boolean): string {
    this.ids.set(name, this.builder.source(name, role, fromNested(value), differentiable));
    return name;
  }

  node(name: string, op: Op, operands: readonly string[], attributes: Attributes = {}): string {
    this.ids.set(name, this.builder.apply(op, operands.map((each) => this.id(each)), attributes, name, 'activation')); // prettier-ignore
    return name;
  }

  finish(output: string): Graph {
    return this.builder.finish(this.id(output));
  }

  id(name: string): ValueId {
    return this.ids.get(name)!;
  }
}

/** Values and gradients by name, with a cotangent of ones. */
function run(sketch: Sketch, output: string, cotangent?: Tensor) {
  const graph = sketch.finish(output);
  const tape = forward(graph);
  const out = tape.values[graph.output];
  const gradients = backward(graph, tape, cotangent ?? filled(out.shape, 1));
  return {
    value: (name: string) => toNested(tape.values[sketch.id(name)]),
    gradient: (name: string) => {
      const gradient = gradients[sketch.id(name)];
      return gradient && toNested(gradient);
    },
  };
}

describe("the book's examples", () => {
  test('two apples with tax cost 220; the derivatives are 2.2, 110 and 200', () => {
    const s = new Sketch();
    s.node('price', Mul, [s.node('sum', Mul, [s.input('apple', 100), s.input('count', 2)]), s.input('tax', 1.1)]);
    const { value, gradient } = run(s, 'price');
    expect(value('price')).toBeCloseTo(220, 12);
    expect(gradient('price')).toBe(1);
    expect(gradient('sum')).toBeCloseTo(1.1, 12);
    expect(['apple', 'count', 'tax'].map(gradient)).toEqual([2.2, 110.00000000000001, 200]);
  });

  test('two apples and three oranges cost 715; the derivatives are 110, 2.2, 3.3, 165 and 650', () => {
    const s = new Sketch();
    s.node('apples', Mul, [s.input('apple', 100), s.input('apple_num', 2)]);
    s.node('oranges', Mul, [s.input('orange', 150), s.input('orange_num', 3)]);
    s.node('all', Add, ['apples', 'oranges']);
    s.node('price', Mul, ['all', s.input('tax', 1.1)]);
    const { value, gradient } = run(s, 'price');
    expect(value('price')).toBeCloseTo(715, 12);
    const wanted = { apple_num: 110, apple: 2.2, orange: 3.3, orange_num: 165, tax: 650 };
    for (const [name, slope] of Object.entries(wanted)) expect(gradient(name)).toBeCloseTo(slope, 12);
  });

  test('(x + y)² has the derivative 2(x + y) by both', () => {
    const s = new Sketch();
    s.node('z', Pow, [s.node('t', Add, [s.input('x', 3), s.input('y', 4)])], { exponent: 2 });
    const { value, gradient } = run(s, 'z');
    expect([value('z'), gradient('t'), gradient('x'), gradient('y')]).toEqual([49, 14, 14, 14]);
  });

  test('the scores of (0.3, 0.2, 0.5) with label 1 have the gradient (0.3, -0.8, 0.5)', () => {
    const s = new Sketch();
    s.input('x', [[Math.log(0.3), Math.log(0.2), Math.log(0.5)]]);
    s.node('loss', SoftmaxWithLoss, ['x', s.input('t', [1], 'input', false)]);
    const [row] = run(s, 'loss').gradient('x') as number[][];
    [0.3, -0.8, 0.5].forEach((slope, i) => expect(row[i]).toBeCloseTo(slope, 14));
  });
});

describe('where a value fans out its gradients are added up', () => {
  test('when one node takes it twice', () => {
    const s = new Sketch();
    s.node('square', Mul, [s.input('x', [3, -4]), 'x']);
    expect(run(s, 'square').gradient('x')).toEqual([6, -8]);
  });

  test('when paths of different length meet again', () => {
    // z = x · eˣ + x: dz/dx = eˣ + x · eˣ + 1
    const s = new Sketch();
    s.node('e', Exp, [s.input('x', 2)]);
    s.node('z', Add, [s.node('product', Mul, ['x', 'e']), 'x']);
    expect(run(s, 'z').gradient('x')).toBeCloseTo(3 * Math.exp(2) + 1, 12);
  });

  test('when diamonds follow each other: 2ⁿ paths', () => {
    const s = new Sketch();
    let at = s.input('x', 1);
    for (let n = 0; n < 20; n++) at = s.node(`y${n}`, Add, [at, at]);
    expect(run(s, at).gradient('x')).toBe(2 ** 20);
  });

  test('when it is stretched over a batch', () => {
    const s = new Sketch();
    s.node('y', Add, [s.input('x', [[1, 2], [3, 4], [5, 6]]), s.input('b', [10, 20])]); // prettier-ignore
    const cotangent = tensor([3, 2], [1, 2, 3, 4, 5, 6]);
    expect(run(s, 'y', cotangent).gradient('b')).toEqual([9, 12]);
  });
});

test('the cotangent weighs the outputs, and the loss is its sum with them', () => {
  const s = new Sketch();
  s.node('y', Mul, [s.input('x', [1, 2, 3]), s.input('a', [4, 5, 6])]);
  const cotangent = tensor([3], [1, -1, 0.5]);
  expect(run(s, 'y', cotangent).gradient('x')).toEqual([4, -5, 3]);
  const graph = s.finish('y');
  expect(lossOf(forward(graph).values[graph.output], cotangent)).toBe(4 - 10 + 9);
});

test('values that the output does not depend on have gradient 0 and are told apart', () => {
  const s = new Sketch();
  s.node('y', Exp, [s.input('x', 0)]);
  s.node('aside', Mul, ['x', s.input('unused', 5)]);
  const graph = s.finish('y');
  expect(reachedBy(graph)[s.id('aside')]).toBe(false);
  expect(reachedBy(graph)[s.id('x')]).toBe(true);
  const { gradient } = run(s, 'y');
  expect([gradient('x'), gradient('unused'), gradient('aside')]).toEqual([1, 0, 0]);
});

describe('what is not differentiated has no gradient', () => {
  test('constants, and all that is computed from them alone', () => {
    const s = new Sketch();
    s.node('c2', Exp, [s.input('c', 1, 'constant')]);
    s.node('y', Mul, [s.input('x', 2), 'c2']);
    const { gradient } = run(s, 'y');
    expect([gradient('c'), gradient('c2'), gradient('x')]).toEqual([null, null, Math.E]);
  });

  test('indices, even where the network computes them from what is differentiable', () => {
    const s = new Sketch();
    s.node('i', Add, [s.input('x', [0, 1]), s.input('one', [1, 0])]);
    s.node('y', Gather, [s.input('W', [[1, 2], [3, 4]]), 'i'], { axis: 0 }); // prettier-ignore
    const { gradient } = run(s, 'y');
    expect(gradient('x')).toEqual([0, 0]);
    expect(gradient('W')).toEqual([[0, 0], [2, 2]]); // prettier-ignore
  });

  test('masks', () => {
    const s = new Sketch();
    s.node('y', Dropout, [s.input('x', [1, 2]), s.input('mask', [0, 2], 'constant')]);
    const { gradient } = run(s, 'y');
    expect([gradient('x'), gradient('mask')]).toEqual([[0, 2], null]); // prettier-ignore
  });
});

test('a float32 graph works in float32 throughout, and can be run in float64 at the same rounded values', () => {
  const s = new Sketch('float32');
  s.node('y', Mul, [s.input('x', 0.1), s.input('a', 3)]);
  const graph = s.finish('y');
  const tape = forward(graph);
  expect(tape.values[graph.output].data).toEqual(Float32Array.of(Math.fround(Math.fround(0.1) * 3)));
  expect(backward(graph, tape, scalar(1, 'float32'))[s.id('x')]?.data).toEqual(Float32Array.of(3));
  const wide = allocateTape(graph, 'float64');
  forwardInto(graph, wide);
  expect(wide.values[graph.output].data).toEqual(Float64Array.of(Math.fround(0.1) * 3));
});

test('a tape owns copies of its sources: a pass can be run again at other values', () => {
  const s = new Sketch();
  s.node('y', Exp, [s.input('x', 0)]);
  const graph = s.finish('y');
  const tape = forward(graph);
  const pass = backwardPass(graph, tape);
  expect(pass(scalar(1))[s.id('x')]).toEqual(scalar(1));
  tape.values[s.id('x')].data[0] = 1;
  forwardInto(graph, tape);
  expect(pass(scalar(2))[s.id('x')]).toEqual(scalar(2 * Math.E));
  expect(graph.sources.get(s.id('x'))).toEqual(scalar(0));
});

describe('mistakes', () => {
  test('operands that do not fit are refused where the node is built', () => {
    const s = new Sketch();
    const operands = [s.input('x', [[1, 2]]), s.input('y', [[1, 2]])];
    expect(() => s.node('z', MatMul, operands)).toThrow(ShapeError);
  });

  test('values that an op cannot work on are refused while running, with the node', () => {
    const s = new Sketch();
    s.node('row', ReLU, [s.input('x', [[1], [2]])]); // prettier-ignore
    s.node('y', Gather, ['row', s.input('i', [2])]);
    const graph = s.finish('y');
    const failure = (): unknown => {
      try {
        return forward(graph);
      } catch (error) {
        return error;
      }
    };
    expect(failure()).toBeInstanceOf(NodeError);
    expect(failure()).toMatchObject({
      node: 1,
      message: 'indices: expected integers in 0..1, found 2 at [0]',
      cause: { operand: 'indices', expected: 'integers in 0..1', found: '2 at [0]' },
    });
  });
});

test('attributes left out get their defaults', () => {
  const s = new Sketch();
  s.node('y', Sum, [s.input('x', [[1, 2]])]); // prettier-ignore
  expect(s.finish('y').nodes[0].attributes).toEqual({ keepDims: false });
});

test('the sigmoid expands to the nodes of the book, named and numbered', () => {
  const builder = new GraphBuilder('float64');
  const x = builder.source('x', 'input', scalar(2));
  const to = graphExpander(builder, (node) => `Gate/${node}`);
  const y = to.idOf(Sigmoid.expand(to, [to.term(x)]));
  const graph = builder.finish(y);
  expect(graph.nodes.map(({ op, result }) => `${op.name} ${graph.values[result].name}`)).toEqual([
    'Mul Gate/mul1',
    'Exp Gate/exp1',
    'Add Gate/add1',
    'Div Gate/div1',
  ]);
  const s = 1 / (1 + Math.exp(-2));
  const tape = forward(graph);
  expect(tape.values[y].data[0]).toBeCloseTo(s, 15);
  expect(backward(graph, tape, scalar(1))[x]?.data[0]).toBeCloseTo(s * (1 - s), 15);
  expect(Sub.expand).toBeUndefined();
});
