// The nodes that expressions become: which, and what they are called.
import { describe, expect, it } from 'vitest';
import { toNested, type Shape } from '../../../src/engine/tensor';
import { paramShapes } from '../../../src/network/expressions';
import { build, gradientOf, inline, layerType, nodesOf, valueOf } from './harness';

const swish = () =>
  layerType({
    attributes: { beta: 1 },
    let: { s: '1 ./ (1 + exp(-beta * x))' },
    forward: 'x .* s',
    backward: { x: 'dout .* (s + beta * x .* s .* (1 - s))' },
  });

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('an inline expression', () => {
  it('is the nodes of the book: times, exp, plus, divided by', () => {
    expect(nodesOf(inline('1 ./ (1 + exp(-x))', { x: [0, 1] }))).toEqual([
      'Mul L/mul1.out',
      'Exp L/exp1.out',
      'Add L/add1.out',
      'Div L.out',
    ]);
  });

  it('has the gradient y(1 - y) when it is the sigmoid', () => {
    const x = [-2, -0.5, 0, 1, 3];
    const built = inline('1 ./ (1 + exp(-x))', { x });
    const y = valueOf(built) as number[];
    const gradient = gradientOf(built, 'x') as number[];
    y.forEach((value, i) => expect(gradient[i]).toBeCloseTo(value * (1 - value), 14));
  });

  it('buys apples and oranges', () => {
    const built = inline('(apple * apple_num + orange * orange_num) * tax', {
      apple: 100,
      apple_num: 2,
      orange: 150,
      orange_num: 3,
      tax: 1.1,
    });
    expect(valueOf(built)).toBeCloseTo(715, 12);
    const gradients = ['apple', 'apple_num', 'orange', 'orange_num', 'tax'].map(
      (name) => gradientOf(built, name) as number,
    );
    [2.2, 110, 3.3, 165, 650].forEach((expected, i) => expect(gradients[i]).toBeCloseTo(expected, 12));
  });

  it('computes what is known beforehand without nodes', () => {
    expect(nodesOf(inline('x .* (2 ^ 3 - sqrt(16) / x.shape[0])', { x: [1, 2] }))).toEqual(['Mul L.out']);
  });

  it('gets a node of its own where it is only a name or a number', () => {
    for (const text of ['x', '+x', '(x)', '4']) {
      const built = inline(text, { x: 4 });
      expect(nodesOf(built)).toEqual(['Mul L.out']);
      expect(valueOf(built)).toBe(4);
    }
  });

  it('names its result after the layer whatever it ends in', () => {
    for (const text of ['-x', '+(x + 1)', "x'", 'x[0]', 'x[0:1]', 'exp(x)', 'x ^ 2', 'x * x', '((x + 1))']) {
      const built = inline(text, {
        x: [
          [1, 2],
          [3, 4],
        ],
      });
      const result = built.graph.values[built.outputs.get('out')!];
      expect([text, result.name, result.role]).toEqual([text, 'L.out', 'activation']);
      expect(built.graph.nodes.at(-1)!.result).toBe(result.id);
    }
  });

  it('knows outputs of other layers by their full names', () => {
    expect(valueOf(inline('Cell.h + Cell.c', { 'Cell.h': 1, 'Cell.c': 2 }))).toBe(3);
  });
});

describe('a layer type', () => {
  it('names nodes after let names', () => {
    const built = build(swish(), { x: [1, 2] });
    expect(nodesOf(built)).toEqual(['Mul L/mul1.out', 'Exp L/exp1.out', 'Add L/add1.out', 'Div L/s.out', 'Mul L.out']);
    const roles = built.graph.nodes.map(({ result }) => built.graph.values[result].role);
    expect(roles).toEqual(['node', 'node', 'node', 'node', 'activation']);
  });

  it('takes an attribute or its default: Swish and its derivative', () => {
    const x = [-2, -0.3, 0, 0.7, 4];
    for (const beta of [undefined, 1.7]) {
      const built = build(swish(), { x }, { beta });
      const b = beta ?? 1;
      x.forEach((value, i) => {
        const s = sigmoid(b * value);
        expect((valueOf(built) as number[])[i]).toBeCloseTo(value * s, 14);
        expect((gradientOf(built, 'x') as number[])[i]).toBeCloseTo(s + b * value * s * (1 - s), 14);
      });
    }
  });

  it('keeps backward expressions, with their places', () => {
    const { backward } = swish();
    expect([...backward!.keys()]).toEqual(['x']);
    expect([...backward!.get('x')!.names.keys()]).toEqual(['dout', 's', 'beta', 'x']);
  });

  it('evaluates let names in the order of their dependence and leaves out what only backward uses', () => {
    const type = layerType({ let: { b: 'a + 1', unused: 'exp(b)', a: '2 * x' }, forward: 'b .* b' });
    expect([...type.let.keys()]).toEqual(['a', 'b', 'unused']);
    const built = build(type, { x: 3 });
    expect(valueOf(built)).toBe(49);
    expect(nodesOf(built)).toEqual(['Mul L/a.out', 'Add L/b.out', 'Mul L.out']);
  });

  it('has several outputs, of which one may be another or an input', () => {
    const type = layerType({
      inputs: ['x', 'h0'],
      let: { c: 'x + h0', z: 'tanh(c)' },
      forward: { h: 'z .* 2', c: 'c', again: 'c', x1: 'x' },
      backward: { x: 'dh + dc + dagain + dx1', h0: 'dh .* h + z' },
    });
    const built = build(type, { x: 1, h0: 2 });
    expect([...built.outputs.keys()]).toEqual(['h', 'c', 'again', 'x1']);
    expect(nodesOf(built)).toEqual(['Add L.c', 'Tanh L/z.out', 'Mul L.h', 'Mul L.again', 'Mul L.x1']);
    expect(['h', 'c', 'again', 'x1'].map((name) => valueOf(built, name))).toEqual([2 * Math.tanh(3), 3, 3, 1]);
  });

  it('does not mix up a let name with the number of a node', () => {
    const built = build(layerType({ let: { exp1: '2 * x', mul1: 'exp1 + 1' }, forward: 'exp(mul1) + exp(exp1)' }), {
      x: 0,
    });
    const names = built.graph.values.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(nodesOf(built)).toContain('Exp L/exp1_.out');
  });

  it('knows the shapes of its parameters from inputs and attributes', () => {
    const type = layerType({
      inputs: ['x'],
      attributes: { units: undefined },
      params: { W: ['x.shape[1]', 'units'], b: ['units'], g: [3, 'x.shape[-1] * 2 - 1'] },
      forward: 'x * W + b',
    });
    const inputs = new Map<string, Shape>([['x', [5, 4]]]);
    expect([...paramShapes(type, inputs, { units: 7 })]).toEqual([
      ['W', [4, 7]],
      ['b', [7]],
      ['g', [3, 7]],
    ]);
    const built = build(type, { x: [[1, 2]], W: [[1], [1]], b: [10], g: 0 }, { units: 1 });
    expect(valueOf(built)).toEqual([[13]]);
    expect(gradientOf(built, 'W')).toEqual([[1], [2]]);
  });

  it('puts literals into the graph as constants', () => {
    const { graph } = inline('x .* [[1, 2], [3, 4]] + 5', { x: 1 });
    const constants = graph.values.filter(({ role }) => role === 'constant');
    expect(constants.map(({ id, name }) => [name, toNested(graph.sources.get(id)!)])).toEqual([
      [
        'L/constant1.out',
        [
          [1, 2],
          [3, 4],
        ],
      ],
      ['L/constant2.out', 5],
    ]);
  });
});
