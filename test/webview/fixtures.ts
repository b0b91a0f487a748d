// Small graphs as the session hands them to the panel.
import type { GraphView, TensorReport, TensorView, ViewNode } from '../../src/protocol/messages';

const summary = (...head: number[]) => ({ min: 0, max: 0, mean: 0, norm: Math.hypot(...head), nonFinite: 0, head });

export function tensorView(
  name: string,
  shape: number[],
  status: TensorReport['status'],
  values: number[],
  more: Partial<TensorReport> = {},
): TensorView {
  const report = {
    name,
    status,
    checked: values.length,
    maxAbsError: 3e-11,
    maxRelError: 1e-12,
    ...more,
  } as TensorReport;
  const numbers = summary(...values);
  const role = name.includes('/') ? 'node' : name.endsWith('.out') ? 'activation' : 'input';
  return { name, role, shape, value: numbers, analytic: numbers, numeric: numbers, difference: numbers, report };
}

export function viewNode(id: string, kind: ViewNode['kind'], more: Partial<ViewNode> = {}): ViewNode {
  const type = more.type ?? '';
  return {
    id,
    label: id,
    kind,
    layer: type ? id : null,
    type,
    formula: null,
    outputs: [type ? `${id}.out` : id],
    span: null,
    composite: false,
    ...more,
  };
}

type Edge = readonly [from: string, to: string, operand: string];

function graphView(nodes: readonly ViewNode[], edges: readonly Edge[]): GraphView {
  const outputOf = new Map(nodes.map(({ id, outputs }) => [id, outputs[0]]));
  return {
    nodes,
    formulas: {},
    edges: edges.map(([from, to, operand]) => ({ from, to, operand, tensor: outputOf.get(from)! })),
    tensors: Object.fromEntries(
      nodes.flatMap(({ outputs }) => outputs.map((name) => [name, tensorView(name, [], 'pass', [2])] as const)),
    ),
  };
}

/** a and b into Product, Product and c into Price. */
export const PRICE = graphView(
  [
    viewNode('a', 'input'),
    viewNode('b', 'input'),
    viewNode('c', 'input'),
    viewNode('Product', 'arithmetic', { type: 'Mul' }),
    viewNode('Price', 'arithmetic', { type: 'Mul' }),
  ],
  [
    ['a', 'Product', 'x'],
    ['b', 'Product', 'y'],
    ['Product', 'Price', 'x'],
    ['c', 'Price', 'y'],
  ],
);

/** x into the layer Gate, an expression of two nodes, whose output Last squares. */
export const GATED = graphView(
  [
    viewNode('x', 'input'),
    viewNode('Gate/exp1.out', 'arithmetic', {
      type: 'Exp',
      layer: 'Gate',
      label: 'exp1.out',
      outputs: ['Gate/exp1.out'],
    }),
    viewNode('Gate.out', 'arithmetic', { type: 'Mul', layer: 'Gate', label: 'out', outputs: ['Gate.out'] }),
    viewNode('Last', 'arithmetic', { type: 'Square' }),
  ],
  [
    ['x', 'Gate/exp1.out', 'x'],
    ['x', 'Gate.out', 'x'],
    ['Gate/exp1.out', 'Gate.out', 'y'],
    ['Gate.out', 'Last', 'x'],
  ],
);
