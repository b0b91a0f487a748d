// Seeded numbers for these tests.

import { randomStream } from '../../../src/engine/random';
import { sizeOf, tensor, type Tensor } from '../../../src/engine/tensor';

export function normal(shape: readonly number[], name: string, scale = 1): Tensor {
  const random = randomStream(3, name);
  return tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, () => scale * random.normal()),
  );
}
