// Dropout with a backward pass that is not the forward pass's mask.

import { randomStream } from '../../../engine/random';
import { sameShape, type Data } from '../../../engine/tensor';
import type { Bug, Scene } from '../bug';

interface Mask {
  readonly g: Data;
  /** What kept elements are multiplied by: 1 / (1 - rate). */
  readonly gain: number;
  readonly kept: Uint8Array;
}

/** The mask, as the gradient shows it: 0, or one and the same factor above 1. */
function maskOf({ op, value, right, douts, attributes }: Scene): Mask | null {
  if (op && op.name !== 'Dropout') return null;
  if (douts.length !== 1 || !sameShape(douts[0].shape, value.shape)) return null;
  const g = douts[0].data;
  const kept = Uint8Array.from(right.data, (slope) => (slope === 0 ? 0 : 1));
  if (op) return { g, kept, gain: 1 / (1 - (attributes.rate as number)) };
  const first = kept.indexOf(1);
  if (first < 0) return null;
  const gain = right.data[first] / g[first];
  const same = right.data.every((slope, i) => slope === 0 || Math.abs(slope - gain * g[i]) <= 1e-12 * Math.abs(slope));
  return same && gain > 1 && kept.includes(0) ? { g, kept, gain } : null;
}

export const dropout: readonly Bug[] = [
  {
    code: 'dropout-scale',
    inject(scene) {
      const mask = maskOf(scene);
      return mask && scene.right.data.map((slope) => slope / mask.gain);
    },
    hiding: (scene) => (maskOf(scene)?.gain === 1 ? 'nothing-dropped' : null),
  },
  {
    code: 'dropout-fresh-mask',
    inject(scene) {
      const mask = maskOf(scene);
      if (!mask) return null;
      const random = randomStream(0, `fresh mask of ${scene.layer.name}`);
      return mask.g.map((slope) => (random.uniform() < 1 / mask.gain ? mask.gain * slope : 0));
    },
    hiding: (scene) => (maskOf(scene)?.gain === 1 ? 'nothing-dropped' : null),
  },
  {
    code: 'mask-omitted',
    inject: (scene) => maskOf(scene)?.g.slice() ?? null,
    hiding: (scene) => (maskOf(scene)?.gain === 1 ? 'nothing-dropped' : null),
  },
];
