// Gradients with a wrong factor: a sign, a two, a count, nothing at all.

import { filled, sizeOf } from '../../../engine/tensor';
import { batchOf, hidesInBatchOfOne, isLoss, type Bug, type Hiding, type Scene } from '../bug';

const times = ({ right }: Scene, factor: number) => right.data.map((slope) => factor * slope);

/** What the layer divides by: a loss by its batch, or by all elements where it is their mean; null of other layers. */
function divisorOf(scene: Scene): number | null {
  const { op, value, outputs } = scene;
  if (op?.name === 'Mean') return value.data.length / outputs[0].data.length;
  if (op?.name === 'MeanSquaredError') return value.data.length;
  return isLoss(scene) ? batchOf(scene) : null;
}

const divisorIsOne = (scene: Scene): Hiding | null => (divisorOf(scene) === 1 ? 'batch-of-one' : null);

export const scales: readonly Bug[] = [
  { code: 'sign-flipped', inject: (scene) => times(scene, -1) },
  { code: 'scaled', variant: '2', inject: (scene) => (scene.kind === 'input' ? times(scene, 2) : null) },
  { code: 'scaled', variant: '1/2', inject: (scene) => times(scene, 0.5) },
  { code: 'zero-gradient', inject: (scene) => times(scene, 0) },
  /** Gradients of params that are added to those of the call before. */
  { code: 'accumulated-twice', inject: (scene) => (scene.kind === 'param' ? times(scene, 2) : null) },
  {
    code: 'not-divided-by-batch',
    inject(scene) {
      const divisor = divisorOf(scene);
      return divisor === null ? null : times(scene, divisor);
    },
    hiding: divisorIsOne,
  },
  {
    code: 'divided-twice',
    inject(scene) {
      const divisor = divisorOf(scene) ?? (scene.kind === 'param' ? batchOf(scene) : null);
      return divisor === null ? null : times(scene, 1 / divisor);
    },
    hiding: (scene) => divisorIsOne(scene) ?? hidesInBatchOfOne(scene),
  },
  {
    code: 'divided-by-size',
    inject(scene) {
      const divisor = divisorOf(scene);
      const size = scene.value.data.length;
      const meant = scene.op?.name === 'Mean' || scene.op?.name === 'MeanSquaredError';
      return divisor === null || meant ? null : times(scene, divisor / size);
    },
    hiding: (scene) => (sizeOf(scene.value.shape) === batchOf(scene) ? 'one-element' : null),
  },
  {
    code: 'upstream-ignored',
    inject: ({ douts, pull }) => pull(douts.map(({ shape }) => filled(shape, 1))).data,
    hiding: ({ douts }) => (douts.every(({ data }) => data.every((g) => g === 1)) ? 'unit-cotangent' : null),
  },
];
