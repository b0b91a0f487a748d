// Matrix products with a transpose too many or too few.

import { product, transposed } from '../../diagnosis/match';
import { isGivenBy, type Bug, type Hiding, type Scene } from '../bug';
import type { Data, Tensor } from '../../../engine/tensor';

/** The two factors where the layer is a product of matrices, as its gradients show: y = a · b (+ c). */
function factorsOf(scene: Scene): { readonly a: Tensor; readonly b: Tensor } | null {
  const { op, inputs, params, douts } = scene;
  if (op && op.name !== 'MatMul' && op.name !== 'Affine') return null;
  const matrices = [...inputs, ...params.values()].filter(({ shape }) => shape.length === 2);
  const [dout] = douts;
  if (dout.shape.length !== 2) return null;
  for (const a of matrices) {
    for (const b of matrices) {
      if (a === b || a.shape[1] !== b.shape[0]) continue;
      if (a.shape[0] !== dout.shape[0] || b.shape[1] !== dout.shape[1]) continue;
      if (op || isProductOf(scene, a, b)) return { a, b };
    }
  }
  return null;
}

function isProductOf(scene: Scene, a: Tensor, b: Tensor): boolean {
  const [dout] = scene.douts;
  if (scene.value === a) return isGivenBy(scene, product(dout, transposed(b))!.data);
  return scene.value === b && isGivenBy(scene, product(transposed(a), dout)!.data);
}

const isSquare = ({ shape }: Tensor): boolean => shape.length === 2 && shape[0] === shape[1];

function isSymmetric(matrix: Tensor): boolean {
  const flipped = transposed(matrix).data;
  return matrix.data.every((x, i) => x === flipped[i]);
}

const oneElement = ({ value }: Scene): Hiding | null => (value.data.length === 1 ? 'one-element' : null);

export const matrix: readonly Bug[] = [
  {
    code: 'transposed',
    inject: (scene) => (isSquare(scene.value) && factorsOf(scene) ? transposed(scene.right).data : null),
    hiding: (scene) => oneElement(scene) ?? (isSymmetric(scene.right) ? 'symmetric' : null),
  },
  {
    code: 'missing-transpose',
    inject(scene): Data | null {
      const factors = factorsOf(scene);
      if (!factors) return null;
      const { a, b } = factors;
      const [dout] = scene.douts;
      // da = dout · bᵀ and db = aᵀ · dout; without the transpose the shapes fit only where the factor is square.
      if (scene.value === a) return isSquare(b) ? product(dout, b)!.data : null;
      return isSquare(a) ? product(a, dout)!.data : null;
    },
    hiding(scene) {
      const { a, b } = factorsOf(scene)!;
      const other = scene.value === a ? b : a;
      return other.data.length === 1 ? 'one-element' : isSymmetric(other) ? 'symmetric' : null;
    },
  },
  {
    code: 'axis-swapped',
    inject: (scene) => (scene.op?.name === 'Transpose' && isSquare(scene.value) ? transposed(scene.right).data : null),
    hiding: oneElement,
  },
];
