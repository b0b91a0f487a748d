// Losses whose gradient is (y - t) / N, without the target.

import type { Data, Tensor } from '../../../engine/tensor';
import { batchOf, isGivenBy, isLoss, type Bug, type Scene } from '../bug';
import { softmaxRows } from '../dense';

const BUILT_IN = ['SoftmaxWithLoss', 'SigmoidWithLoss'];

/** The target, one number per score: rows of probabilities, or ones at the class indices. */
function targetOf({ inputs: [x, t] }: Scene): Data | null {
  if (t.data.length === x.data.length) return t.data;
  const classes = x.shape[x.shape.length - 1];
  if (t.data.length * classes !== x.data.length) return null;
  const rows = new Float64Array(x.data.length);
  t.data.forEach((label, row) => (rows[row * classes + label] = 1));
  return rows;
}

/** The target where the layer's gradient is dout · (y - t) / N with y the softmax or the sigmoid of the scores. */
function meanDifferenceTarget(scene: Scene): Data | null {
  const { op, inputs, value } = scene;
  if (!isLoss(scene) || inputs.length !== 2 || value !== inputs[0]) return null;
  const t = targetOf(scene);
  if (!t || (op && !BUILT_IN.includes(op.name))) return null;
  if (op) return t;
  const given = (y: Data): boolean =>
    isGivenBy(
      scene,
      y.map((p, i) => (p - t[i]) * shareOf(scene)),
    );
  return given(softmaxRows(value)) || given(sigmoid(value)) ? t : null;
}

const shareOf = (scene: Scene): number => scene.douts[0].data[0] / batchOf(scene);

/** dout · t / N is taken back. Scores of one row without a batch axis are a batch of one. */
export const losses: readonly Bug[] = [
  {
    code: 'softmax-target-missing',
    inject(scene) {
      const t = meanDifferenceTarget(scene);
      const share = scene.value.shape.length === 1 && scene.op ? scene.douts[0].data[0] : shareOf(scene);
      return t && scene.right.data.map((slope, i) => slope + t[i] * share);
    },
  },
];

const sigmoid = ({ data }: Tensor): Data => data.map((x) => 1 / (1 + Math.exp(-x)));
