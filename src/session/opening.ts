// A layer opened into its inner nodes, with their values and both gradients at the point of a finished check.

import { tensorReports } from '../check';
import type { Checked } from '../check/checked';
import type { TensorReport } from '../check/report';
import { withLayerOpened } from '../engine/opened';
import { sizeOf } from '../engine/tensor';
import { checkOnly } from './checking';
import { numericOf } from './tensors/columns';
import type { Finished } from './tensors/kept';
import type { LayerView, Work } from './types';
import { graphView } from './view';

/** From this many inner elements on, so many of each tensor are checked. */
const MANY = 20_000;
const SAMPLE = 500;

/** The check of the network in which the layer is opened, of the layer's own tensors alone. */
export interface Opening {
  readonly checked: Checked;
  readonly view: LayerView;
}

/** Throws RangeError where the layer cannot be opened, and Cancelled once the work's signal is aborted. */
export async function openLayer({ network, checked }: Finished, layer: string, work: Work): Promise<Opening> {
  const graph = withLayerOpened(network.graph, layer);
  const isInner = (name: string): boolean => name.startsWith(`${layer}/`) || name.startsWith(`${layer}.`);
  const elements = graph.values.slice(network.graph.values.length).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const settings = {
    ...checked.settings,
    tensors: [`${layer}/*`, `${layer}.*`],
    ...(elements > MANY && { sample: Math.min(SAMPLE, checked.settings.sample ?? SAMPLE) }),
  };
  const inside = await checkOnly({ graph, cotangent: network.cotangent, settings }, work);
  const numeric = new Map(inside.tensors.map((tensor) => [tensor.value.id, numericOf(tensor)]));
  const view = graphView(
    { ...network, graph },
    {
      tape: inside.tape,
      gradients: inside.gradients,
      numericOf: (id) => numeric.get(id) ?? null,
      reports: tensorReports(inside, { values: false }).map(asInherited),
    },
    {},
  );
  const nodes = view.nodes.filter((node) => node.layer === layer && node.kind !== 'param');
  const ids = new Set(nodes.map(({ id }) => id));
  const tensors = Object.entries(view.tensors).filter(([name]) => isInner(name));
  return {
    checked: inside,
    view: { layer, nodes, edges: view.edges.filter(({ to }) => ids.has(to)), tensors: Object.fromEntries(tensors) },
  };
}

/** The engine's own layers are right: what is wrong inside of one came to it from a layer further on. */
function asInherited(report: TensorReport): TensorReport {
  return report.status === 'fail' ? { ...report, inherited: true } : report;
}
