// Derivatives of activations from the wrong variable, or with a factor missing.

import { sameShape, type Data } from '../../../engine/tensor';
import { isGivenBy, type Bug, type Scene } from '../bug';
import { groupSums } from '../dense';

/** x, y and the upstream gradient of an elementwise layer of one input. */
interface Unary {
  readonly x: Data;
  readonly y: Data;
  readonly g: Data;
}

function unary({ kind, inputs, outputs, douts }: Scene): Unary | null {
  if (kind !== 'input' || inputs.length !== 1 || outputs.length !== 1) return null;
  const [[x], [y], [g]] = [inputs, outputs, douts];
  return sameShape(x.shape, y.shape) ? { x: x.data, y: y.data, g: g.data } : null;
}

/** A wrong gradient of the layers that are of the op, or whose right gradient is the op's. */
function instead(
  name: string,
  right: (at: Unary, i: number) => number,
  wrong: (at: Unary, i: number) => number,
): Bug['inject'] {
  return (scene) => {
    const at = unary(scene);
    if (!at || (scene.op && scene.op.name !== name)) return null;
    if (
      !scene.op &&
      !isGivenBy(
        scene,
        at.g.map((_, i) => right(at, i)),
      )
    )
      return null;
    return at.g.map((_, i) => wrong(at, i));
  };
}

const sigmoid = ({ y, g }: Unary, i: number): number => g[i] * y[i] * (1 - y[i]);
const tanh = ({ y, g }: Unary, i: number): number => g[i] * (1 - y[i] * y[i]);

export const activations: readonly Bug[] = [
  { code: 'sigmoid-from-x', inject: instead('Sigmoid', sigmoid, ({ x, g }, i) => g[i] * x[i] * (1 - x[i])) },
  {
    code: 'sigmoid-factor-missing',
    variant: '1 - y',
    inject: instead('Sigmoid', sigmoid, ({ y, g }, i) => g[i] * y[i]),
  },
  {
    code: 'sigmoid-factor-missing',
    variant: 'y',
    inject: instead('Sigmoid', sigmoid, ({ y, g }, i) => g[i] * (1 - y[i])),
  },
  { code: 'tanh-from-x', inject: instead('Tanh', tanh, ({ x, g }, i) => g[i] * (1 - x[i] * x[i])) },
  { code: 'tanh-factor-missing', variant: '1 + y', inject: instead('Tanh', tanh, ({ y, g }, i) => g[i] * (1 - y[i])) },
  {
    code: 'softmax-diagonal-only',
    inject(scene) {
      const at = softmaxOf(scene);
      return at ? at.g.map((_, i) => sigmoid(at, i)) : null;
    },
    hiding: ({ value }) => (value.shape.at(-1) === 1 ? 'one-element' : null),
  },
  {
    code: 'axis-swapped',
    inject(scene) {
      const at = softmaxOf(scene);
      if (!at || scene.value.shape.length !== 2) return null;
      const columns = scene.value.shape[1];
      return softmaxPull(at, columns, (i) => i % columns);
    },
  },
];

/** Softmax along the last axis. */
function softmaxOf(scene: Scene): Unary | null {
  const { shape } = scene.value;
  const at = unary(scene);
  if (shape.length === 0 || !at) return null;
  const width = shape[shape.length - 1];
  const last = scene.attributes.axis === -1 || scene.attributes.axis === shape.length - 1;
  if (scene.op) return scene.op.name === 'Softmax' && last ? at : null;
  return isGivenBy(
    scene,
    softmaxPull(at, at.g.length / width, (i) => Math.floor(i / width)),
  )
    ? at
    : null;
}

/** y · (g - Σ g · y), summed by group. */
function softmaxPull({ y, g }: Unary, groups: number, groupAt: (i: number) => number): Data {
  const inner = groupSums(
    g.map((slope, i) => slope * y[i]),
    groups,
    groupAt,
  );
  return g.map((slope, i) => y[i] * (slope - inner[groupAt(i)]));
}
