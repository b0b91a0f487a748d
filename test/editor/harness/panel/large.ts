// Large networks for the panel, without the check that they would take long for.
import type { Value } from '../../../../src/engine/graph';
import { backward, forward } from '../../../../src/engine/run';
import { readNetwork } from '../../../../src/network';
import type { CheckReport, SessionResult, TensorReport } from '../../../../src/protocol/messages';
import { graphView } from '../../../../src/session/view';

/** Scalars that are used again further on, so that the graph is no mere chain. */
export function scalars(count: number): string {
  const layers = Array.from({ length: count - 1 }, (_, i) => {
    const before = i === 0 ? 'x' : `n${i - 1}`;
    const earlier = i < 8 ? 'x' : `n${i - 2 - ((i * 7) % 6)}`;
    return i % 2 === 0
      ? { name: `n${i}`, type: 'Tanh', inputs: before }
      : { name: `n${i}`, type: 'Add', inputs: [before, earlier] };
  });
  return JSON.stringify({ name: 'Large', inputs: { x: 0.5 }, layers });
}

/** Layers that are written as expressions of many nodes each. */
export function grouped(layers: number, nodes: number): string {
  let forward = 'x';
  for (let i = 0; i < nodes; i += 2) forward = `tanh(${forward} + ${(i + 1) / 100})`;
  return JSON.stringify({
    name: 'Grouped',
    inputs: { x: 0.5 },
    layers: Array.from({ length: layers }, (_, i) => ({
      name: `L${i}`,
      type: 'Expression',
      forward: i === 0 ? forward : forward.replaceAll('x', `L${i - 1}`),
    })),
  });
}

/** A result without a check, which is not what is measured here: the numerical gradient is the analytic one. */
export async function unchecked(text: string): Promise<SessionResult> {
  const reading = await readNetwork(text, { read: () => Promise.reject(new Error('there are no files')) });
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  const { network } = reading;
  const tape = forward(network.graph);
  const gradients = backward(network.graph, tape, network.cotangent);
  const reports = network.graph.values.filter(({ role }) => role !== 'constant').map(reportOf);
  const numericOf = (id: number): ArrayLike<number> | null => gradients[id]?.data ?? null;
  const view = graphView(network, { tape, gradients, numericOf, reports }, {});
  const report: CheckReport = {
    version: 1,
    network: network.name,
    file: 'large.grad.json',
    status: 'pass',
    loss: 0,
    seed: 0,
    dtype: 'float64',
    method: 'auto',
    elapsedMs: 0,
    tensors: reports,
    faults: [],
    warnings: [],
  };
  const { mentions } = network;
  return { ok: true, report, view, mentions, layerSpans: {}, ties: [] };
}

function reportOf({ name, role, shape }: Value): TensorReport {
  const numbers = { maxRelError: 0, maxAbsError: 1e-17, meanAbsError: 0, gradNorm: 1, boundMax: 1e-12 };
  const counts = { elements: 1, checked: 1, failed: 0, kinks: 0, undecided: 0 };
  const layer = name.split(/[./]/, 1)[0];
  return {
    name,
    role: role as TensorReport['role'],
    layer: layer === name ? null : layer,
    shape,
    status: 'pass',
    method: 'central',
    ...counts,
    ...numbers,
    worst: null,
  };
}
