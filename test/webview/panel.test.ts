// The panel's own reckoning: where nodes and numbers stand, where arrow keys lead, what is said of a node.
import { describe, expect, it } from 'vitest';
import type { GraphView, TensorReport, TensorView, ViewNode } from '../../src/protocol/messages';
import { nextNode } from '../../src/webview/keyboard';
import { pathThrough, place, roomFor } from '../../src/webview/layout';
import { describeNode, edgeLines, statusOf } from '../../src/webview/words';

const summary = (...head: number[]) => ({ min: 0, max: 0, mean: 0, norm: Math.hypot(...head), nonFinite: 0, head });

function tensorView(name: string, shape: number[], status: TensorReport['status'], values: number[]): TensorView {
  const report = { name, status, checked: values.length, maxAbsError: 3e-11, maxRelError: 1e-12 } as TensorReport;
  const numbers = summary(...values);
  return {
    name,
    role: 'input',
    shape,
    value: numbers,
    analytic: numbers,
    numeric: numbers,
    difference: numbers,
    report,
  };
}

function node(id: string, kind: ViewNode['kind'], type = ''): ViewNode {
  return {
    id,
    label: id,
    kind,
    layer: type && id,
    type,
    formula: null,
    outputs: [type ? `${id}.out` : id],
    span: null,
    composite: false,
  };
}

/** a and b into Product, Product and c into Price. */
const view: GraphView = {
  nodes: [
    node('a', 'input'),
    node('b', 'input'),
    node('c', 'input'),
    node('Product', 'arithmetic', 'Mul'),
    node('Price', 'arithmetic', 'Mul'),
  ],
  formulas: {},
  edges: [
    { from: 'a', to: 'Product', operand: 'x', tensor: 'a' },
    { from: 'b', to: 'Product', operand: 'y', tensor: 'b' },
    { from: 'Product', to: 'Price', operand: 'x', tensor: 'Product.out' },
    { from: 'c', to: 'Price', operand: 'y', tensor: 'c' },
  ],
  tensors: Object.fromEntries(
    ['a', 'b', 'c', 'Product.out', 'Price.out'].map((name) => [name, tensorView(name, [], 'pass', [2])]),
  ),
};

describe('the layout', () => {
  const { nodes, edges } = place(view);
  const at = (id: string) => nodes.find(({ node }) => node.id === id)!;

  it('runs from left to right along every edge', () => {
    for (const { from, to } of view.edges) expect(at(from).x).toBeLessThan(at(to).x);
  });

  it('leaves room on every edge for its numbers, apart from nodes and from one another', () => {
    const boxes = [
      ...nodes.map(({ x, y, width, height }) => ({ x, y, width, height })),
      ...edges.map(({ edge, label }) => ({ ...label, ...roomFor(view.tensors[edge.tensor]) })),
    ];
    for (const [i, a] of boxes.entries()) {
      for (const b of boxes.slice(i + 1)) {
        const apart =
          Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
        expect(apart, JSON.stringify([a, b])).toBe(true);
      }
    }
  });

  it('draws an edge through its points, end to end', () => {
    const path = pathThrough([
      { x: 0, y: 0 },
      { x: 10, y: 5 },
      { x: 20, y: 5 },
    ]);
    expect(path).toBe('M0,0 Q10,5 15,5 L20,5');
  });
});

describe('arrow keys', () => {
  const placement = place(view);
  const press = (key: string, from: string | null) => nextNode(key, from, placement, view.edges);

  it('begin at the first node', () => expect(press('ArrowRight', null)).toBe('a'));
  it('follow an edge forwards and backwards', () => {
    expect(press('ArrowRight', 'a')).toBe('Product');
    expect(press('ArrowLeft', 'Price')).toBe('Product');
  });
  it('stop where no edge leads on', () => expect(press('ArrowRight', 'Price')).toBeNull());
  it('go down and up again in a column', () => {
    const below = press('ArrowDown', 'a') ?? press('ArrowUp', 'a');
    expect(['b', 'c']).toContain(below);
  });
  it('leave other keys alone', () => expect(press('Tab', 'a')).toBeNull());
});

describe('words', () => {
  it('give a single number as it is, and a larger tensor by its shape and norm', () => {
    expect(edgeLines(tensorView('a', [], 'pass', [2.2]))).toEqual({
      forward: '2.2',
      backward: '← 2.2',
      difference: '✓ Δ 3e-11',
    });
    expect(edgeLines(tensorView('W', [1, 2], 'fail', [3, 4]))).toMatchObject({
      forward: '1×2  ‖5‖',
      difference: '✗ Δ 3e-11',
    });
  });

  it('take the worst verdict of a node', () => {
    expect(statusOf([tensorView('a', [], 'pass', [1]), tensorView('b', [], 'fail', [1])])).toBe('fail');
    expect(statusOf([undefined])).toBeNull();
  });

  it('describe a node for the ear', () => {
    expect(describeNode(view.nodes[3], view.tensors)).toBe('Product, Mul, scalar, gradient agrees');
  });
});
