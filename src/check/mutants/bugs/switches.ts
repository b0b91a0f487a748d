// Layers that switch elements on and off: the mask inverted, left out, or taken from the upstream gradient.

import { sameShape, type Data } from '../../../engine/tensor';
import type { Bug, Hiding, Scene } from '../bug';

/** Elementwise, with branches: the gradient is the upstream one times something. */
function dout({ switches, value, douts }: Scene): Data | null {
  return switches && douts.length === 1 && sameShape(douts[0].shape, value.shape) ? douts[0].data : null;
}

/** Where that something is 0 or 1. */
function maskedDout(scene: Scene): Data | null {
  const upstream = dout(scene);
  return upstream?.every((g, i) => scene.right.data[i] === 0 || scene.right.data[i] === g) ? upstream : null;
}

const neverSwitches = (scene: Scene): Hiding | null =>
  dout(scene)?.every((g, i) => g === scene.right.data[i]) ? 'no-switch' : null;

export const switches: readonly Bug[] = [
  { code: 'mask-omitted', inject: (scene) => dout(scene)?.slice() ?? null, hiding: neverSwitches },
  { code: 'mask-inverted', inject: (scene) => maskedDout(scene)?.map((g, i) => g - scene.right.data[i]) ?? null },
  {
    code: 'mask-from-dout',
    inject: (scene) => maskedDout(scene)?.map((g) => (g > 0 ? g : 0)) ?? null,
    hiding: neverSwitches,
  },
];
