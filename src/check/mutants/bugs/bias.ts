// Gradients of what is added to every row: the sum over the rows, got wrong.

import { groupSums } from '../dense';
import { batchOf, hidesInBatchOfOne, isGivenBy, type Bug, type Scene } from '../bug';
import type { Data } from '../../../engine/tensor';

/** Which element of the bias was added to element i of the output: by column, of images by channel. */
function columnAt({ douts: [{ shape }] }: Scene): (i: number) => number {
  const axis = shape.length === 4 ? 1 : shape.length - 1;
  const inner = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
  const columns = shape[axis];
  return (i) => Math.floor(i / inner) % columns;
}

function isBias(scene: Scene): boolean {
  const { value, kind, douts } = scene;
  const [{ shape, data }] = douts;
  if (douts.length !== 1 || shape.length < 2) return false;
  const columns = shape[shape.length === 4 ? 1 : shape.length - 1];
  if (value.data.length !== columns || (kind === 'input' && value.shape.length === shape.length)) return false;
  return isGivenBy(scene, groupSums(data, columns, columnAt(scene)));
}

const inBias =
  (wrong: (scene: Scene, dout: Data) => Data | null): Bug['inject'] =>
  (scene) =>
    isBias(scene) ? wrong(scene, scene.douts[0].data) : null;

export const bias: readonly Bug[] = [
  {
    code: 'bias-one-row',
    inject: inBias((scene, dout) =>
      groupSums(dout.subarray(0, dout.length / batchOf(scene)), scene.value.data.length, columnAt(scene)),
    ),
    hiding: hidesInBatchOfOne,
  },
  {
    code: 'bias-mean',
    inject: inBias((scene, dout) => {
      const rows = dout.length / scene.value.data.length;
      return scene.right.data.map((sum) => sum / rows);
    }),
    hiding: hidesInBatchOfOne,
  },
  {
    code: 'bias-summed-over-all',
    inject: inBias(({ right }, dout) => right.data.map(() => groupSums(dout, 1, () => 0)[0])),
    hiding: ({ value }) => (value.data.length === 1 ? 'one-element' : null),
  },
  {
    code: 'axis-swapped',
    inject: inBias(({ value, douts: [{ shape }] }, dout) => {
      const [rows, columns] = shape;
      if (shape.length !== 2 || rows !== columns) return null;
      return groupSums(dout, value.data.length, (i) => Math.floor(i / columns));
    }),
    hiding: ({ value }) => (value.data.length === 1 ? 'one-element' : null),
  },
];
