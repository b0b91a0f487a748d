// What exact slopes are worth: faults too small for differences of the loss are found, and a wrong rule of the tool's own
// is not believed.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAIL, KINK } from '../../src/check/verdict';
import { largestOf } from '../../src/check/scale';
import type { Graph, Node } from '../../src/engine/graph';
import type { Op } from '../../src/engine/op';
import { NETS, checked, checkedTensors } from './exact-nets';
import { withVjp } from './nets';

/** Part of the element's gradient. */
const FAULT = 1e-9;
/** Of the largest gradient; smaller ones are not asked for so many digits. */
const FELT = 1e-2;

/** The same graph where one node's op is another. */
function withOp(graph: Graph, at: number, change: (op: Op) => Op): Graph {
  const changed = (node: Node, n: number): Node => (n === at ? { ...node, op: change(node.op) } : node);
  return { ...graph, nodes: graph.nodes.map(changed) };
}

/** Every place where a value that is used once goes into a node: its gradient is what that node's vjp says. */
function placesIn(graph: Graph): { readonly node: number; readonly k: number; readonly id: number }[] {
  const uses = graph.nodes.flatMap(({ operands }, node) => operands.map((id, k) => ({ node, k, id })));
  return uses.filter(({ id }) => uses.filter((use) => use.id === id).length === 1);
}

describe.each(Object.entries(NETS))('in %s', (_name, netOf) => {
  test('one element that is off by one part in 1e9 is found, wherever it is', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(), fc.nat(), (seed, place, element) => {
        const graph = netOf(seed).graph();
        const right = checkedTensors(graph);
        const largestOfAll = Math.max(...right.map(({ gradient }) => largestOf(gradient ?? [])));
        const sites = placesIn(graph).flatMap(({ node, k, id }) => {
          const tensor = right.find(({ value, status }) => value.id === id && status !== 'skipped');
          if (!tensor?.gradient) return [];
          const largest = largestOf(tensor.gradient);
          // What the next layer's normalisation takes out has no gradient but rounding.
          if (largest < 1e-10 * largestOfAll) return [];
          const felt = [...tensor.gradient.keys()].filter(
            (i) => Math.abs(tensor.gradient![i]) > FELT * largest && tensor.verdicts[i] !== KINK,
          );
          return felt.length > 0 ? [{ node, k, id, felt }] : [];
        });
        // Where the softmax is certain of all labels, nothing of the gradient is left.
        fc.pre(sites.length > 0);
        const { node, k, id, felt } = sites[place % sites.length];
        const i = felt[element % felt.length];
        const wrong = withOp(graph, node, (op) =>
          withVjp(op, (call) => {
            op.vjp(call);
            const data = call.grads[k]?.data;
            if (data) data[i] *= 1 + FAULT;
          }),
        );
        const found = checkedTensors(wrong).find(({ value }) => value.id === id)!;
        expect(found.verdicts[i], `${found.value.name}[${i}]`).toBe(FAIL);
        expect(found.verdicts.filter((verdict) => verdict === FAIL)).toHaveLength(1);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});

/** Wrong in ways that a rule may be wrong. */
const SABOTAGE: Readonly<Record<string, (op: Op) => Op['difference']>> = {
  'off by a thousandth': (op) => (call) => {
    op.difference(call);
    call.change.data.forEach((d, i, data) => (data[i] = d * 1.001));
  },
  'of the wrong sign': (op) => (call) => {
    op.difference(call);
    call.change.data.forEach((d, i, data) => (data[i] = -d));
  },
  nothing: () => (call) => void call.change.data.fill(0),
  'without its slope': () => (call) => call.change.data.set(call.deltas[0]!.data.subarray(0, call.change.data.length)),
};

describe('a rule that tells movements wrongly', () => {
  const graphOf = (seed: number): Graph => NETS['batch normalisation'](seed).graph();
  const tanhOf = (graph: Graph): number => graph.nodes.findIndex(({ op }) => op.name === 'Tanh');
  const upstream = (graph: Graph, node: number): string[] =>
    graph.values
      .filter(({ id, role }) => role !== 'constant' && feeds(graph, id, node))
      .map(({ name }) => name)
      .sort();

  test.each(Object.entries(SABOTAGE))(
    '%s: is named in every tensor upstream, and no verdict is wrong',
    (_name, sabotage) => {
      for (const seed of [1, 2, 3]) {
        const graph = graphOf(seed);
        const node = tanhOf(graph);
        const { tensors, warnings } = checked(withOp(graph, node, (op) => ({ ...op, difference: sabotage(op) })));
        const named = warnings.filter(({ code }) => code === 'oracle-disagreement').map(({ tensor }) => tensor!);
        // A bias that normalisation takes out moves nothing, whatever a rule says of it.
        const moving = upstream(graph, node).filter(
          (name) => largestOf(tensors.find(({ value }) => value.name === name)!.analytic) > 1e-10,
        );
        expect(named.sort()).toEqual(moving);
        for (const { value, status } of tensors) expect(['pass', 'skipped'], value.name).toContain(status);
      }
    },
  );

  test('does not cover for the same mistake in a backward pass', () => {
    const graph = graphOf(1);
    const node = tanhOf(graph);
    const wrong = withOp(graph, node, (op) => ({
      ...op,
      difference: SABOTAGE['off by a thousandth'](op),
      vjp(call) {
        op.vjp(call);
        for (const grad of call.grads) grad?.data.forEach((slope, i, data) => (data[i] = slope * 1.001));
      },
    }));
    const { tensors, warnings } = checked(wrong);
    expect(warnings.map(({ code }) => code)).toContain('oracle-disagreement');
    expect(tensors.find(({ value }) => value.id === graph.nodes[node].operands[0])!.status).toBe('fail');
    expect(tensors.find(({ value }) => value.id === graph.nodes[node].result)!.status).toBe('pass');
  });
});

/** Whether the node's result is computed from the value. */
function feeds(graph: Graph, id: number, node: number): boolean {
  const reached = new Set([id]);
  for (const { operands, result } of graph.nodes)
    if (operands.some((operand) => reached.has(operand))) reached.add(result);
  return reached.has(graph.nodes[node].result) && id !== graph.nodes[node].result;
}
