// BatchNorm and LayerNorm with a term of the gradient missing: that through the mean, that through the variance.

import type { Data } from '../../../engine/tensor';
import { isGivenBy, type Bug, type Hiding, type Scene } from '../bug';
import { groupSums } from '../dense';

/** The gradient's three terms before the division: (d - mean d - n · mean(d · n)) / deviation, by element. */
interface Terms {
  readonly direct: Data;
  readonly throughMean: Data;
  readonly throughVariance: Data;
}

interface Layout {
  readonly groups: number;
  groupAt(i: number): number;
  gammaAt(i: number): number;
}

/** Which elements are normalised together. */
function layoutOf({ op, value: { shape } }: Scene): Layout | null {
  const [first, width] = shape;
  if (op?.name === 'LayerNorm') {
    const last = shape[shape.length - 1];
    const groups = shape.reduce((product, extent) => product * extent, 1) / last;
    return { groups, groupAt: (i) => Math.floor(i / last), gammaAt: (i) => i % last };
  }
  if (op && op.name !== 'BatchNorm') return null;
  if (shape.length !== 2 && !(op && shape.length === 4)) return null;
  const plane = shape.slice(2).reduce((product, extent) => product * extent, 1);
  const channelAt = (i: number): number => Math.floor(i / plane) % width;
  return first > 0 ? { groups: width, groupAt: channelAt, gammaAt: channelAt } : null;
}

const EPSILONS = [1e-5, 1e-7, 1e-8, 1e-6, 1e-3, 0];
/** The epsilon of a hand-written layer is guessed. */
const ROUGHLY = 1e-6;

function termsOf(scene: Scene): Terms | null {
  const { op, attributes, kind, inputs, outputs, value } = scene;
  if (kind !== 'input' || inputs.length !== 1 || outputs.length !== 1) return null;
  if (outputs[0].data.length !== value.data.length) return null;
  const layout = layoutOf(scene);
  if (!layout) return null;
  if (op) return withEpsilon(scene, layout, attributes.epsilon as number);
  for (const epsilon of EPSILONS) {
    const terms = withEpsilon(scene, layout, epsilon);
    if (isGivenBy(scene, sum(terms, 1, 1), ROUGHLY)) return terms;
  }
  return null;
}

function withEpsilon({ value, params, douts }: Scene, layout: Layout, epsilon: number): Terms {
  const { groups, groupAt, gammaAt } = layout;
  const x = value.data;
  const count = x.length / groups;
  const meanOf = (data: Data): Data => groupSums(data, groups, groupAt).map((total) => total / count);
  const gamma = [...params.values()].length === 2 ? [...params.values()][0].data : null;
  const mean = meanOf(x);
  const centred = x.map((v, i) => v - mean[groupAt(i)]);
  const deviation = meanOf(centred.map((v) => v * v)).map((variance) => Math.sqrt(variance + epsilon));
  const n = centred.map((v, i) => v / deviation[groupAt(i)]);
  const d = douts[0].data.map((g, i) => g * (gamma ? gamma[gammaAt(i)] : 1));
  const meanD = meanOf(d);
  const meanDn = meanOf(d.map((g, i) => g * n[i]));
  return {
    direct: d.map((g, i) => g / deviation[groupAt(i)]),
    throughMean: d.map((_, i) => meanD[groupAt(i)] / deviation[groupAt(i)]),
    throughVariance: n.map((v, i) => (v * meanDn[groupAt(i)]) / deviation[groupAt(i)]),
  };
}

const sum = ({ direct, throughMean, throughVariance }: Terms, mean: number, variance: number): Data =>
  direct.map((term, i) => term - mean * throughMean[i] - variance * throughVariance[i]);

const loneGroup = ({ value }: Scene): Hiding | null => (value.shape[0] === 1 ? 'batch-of-one' : null);

export const normalisation: readonly Bug[] = [
  {
    code: 'batchnorm-mean-term',
    inject(scene) {
      const terms = termsOf(scene);
      return terms && sum(terms, 0, 1);
    },
    hiding: loneGroup,
  },
  {
    code: 'batchnorm-variance-term',
    inject(scene) {
      const terms = termsOf(scene);
      return terms && sum(terms, 1, 0);
    },
    hiding: loneGroup,
  },
];
