// Operands at which a naive formula of some op's movement loses its digits: saturated, confident, nearly equal, far from 0.

import { withDefaults, type Attributes, type Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { fromNested, type Nested, type Tensor } from '../../src/engine/tensor';

type Name = keyof typeof registry;

export interface Extreme {
  readonly name: string;
  readonly op: Op;
  readonly operands: readonly Tensor[];
  readonly attributes: Attributes;
}

const extreme = (name: Name, what: string, operands: readonly Nested[], attributes: Attributes = {}): Extreme => ({
  name: `${name}, ${what}`,
  op: registry[name],
  operands: operands.map((operand) => fromNested(operand)),
  attributes: withDefaults(registry[name], attributes),
});

const CONFIDENT = [
  [41.3, 0.2, -3.1],
  [-25.7, 12.9, 12.4],
  [0.1, -35.2, 33.3],
];
const ONE_HOT = [
  [1, 0, 0],
  [0, 1, 0],
  [1, 0, 0],
];
const FAR_FROM_0 = [
  [1000.3, -20000.1],
  [1000.1, -20000.7],
  [1001.7, -20003.3],
  [998.9, -19999.9],
];

export const EXTREMES: readonly Extreme[] = [
  extreme('Sigmoid', 'saturated', [[-30, 30, -12.3, 17.1, -300.5, 36.7]]),
  extreme('Tanh', 'saturated', [[-15, 15, 7.7, -9.1, 27.5, 1e-9]]),
  extreme('Softplus', 'far out', [[-30, 30, -60.5, 300.1, 1e-9]]),
  extreme('Exp', 'far out', [[-300.3, 300.3, 30.1, 1e-9]]),
  extreme('Log', 'of the large, of what is near 1', [[1.3e15, 7.1e5, 1.0000000001, 0.9999999999]]),
  extreme('Sqrt', 'of the large and the small', [[1.7e15, 3.3e-3, 2.9e7]]),
  extreme('Reciprocal', 'of the large and the small', [[1.7e9, -0.013, 2.9e5]]),
  extreme('Pow', 'of the large and the small', [[1.7e9, 0.013, 2.9e5]], { exponent: 1.5 }),
  extreme('Pow', 'with a large exponent', [[1.7, 0.93, -2.9]], { exponent: 41 }),
  extreme('Sin', 'where it turns, and far out', [[Math.PI / 2, 1.5, 1000.7, -12345.6, 1e-9]]),
  extreme('Cos', 'where it turns, and far out', [[Math.PI, 3, 1000.7, -12345.6, 1e-9]]),
  extreme('GELU', 'in its tails and at its minimum', [[-8.1, 7.9, -0.7517915, 1e-9, -11.3]], { approximate: 'none' }),
  extreme('GELU', 'by tanh, in its tails and at its minimum', [[-8.1, 7.9, -0.7524614, 1e-9]], { approximate: 'tanh' }),
  extreme('SiLU', 'in its tails and at its minimum', [[-30, 30, -1.2784645, 1e-9, -300.5]]),
  extreme('ELU', 'far below 0', [[-30, -60.5, 3, -0.01]], { alpha: 1.7 }),
  extreme('Square', 'of the large and the small', [[1e8, 0.01, -3e5]]),
  extreme('Sub', 'of nearly equal numbers', [
    [1.1, 2e9],
    [1.1000000001, 2e9 + 1],
  ]),
  extreme('Mul', 'of the large and the small', [
    [1e9, 1e-9],
    [3e-9, 7e8],
  ]),
  extreme('Div', 'by the small and the large', [
    [1.3, 5.1],
    [0.02, 7e8],
  ]),
  extreme('Sum', 'of what cancels', [[1e9, -1e9, 0.3]]),
  extreme('Softmax', 'with one near 1', [CONFIDENT], { axis: -1 }),
  extreme('LogSoftmax', 'with one near 1', [CONFIDENT], { axis: -1 }),
  extreme('SoftmaxWithLoss', 'confident and right', [CONFIDENT, [0, 1, 2]]),
  extreme('SoftmaxWithLoss', 'confident and wrong', [CONFIDENT, [1, 0, 1]]),
  extreme('SoftmaxWithLoss', 'confident, one-hot', [CONFIDENT, ONE_HOT]),
  extreme('SigmoidWithLoss', 'confident, right and wrong', [
    [30, -30, 25.1, -36.2],
    [1, 0, 0, 1],
  ]),
  extreme('CrossEntropyError', 'of the small and what is near 1', [
    [
      [0.011, 0.9999999],
      [0.3, 0.9999999999],
    ],
    [0, 1],
  ]),
  extreme('MeanSquaredError', 'of nearly equal numbers', [
    [1.1, 2e5],
    [1.1000000001, 2e5 + 1e-3],
  ]),
  extreme('SumSquaredError', 'of nearly equal numbers', [
    [1.1, 2e5],
    [1.1000000001, 2e5 + 1e-3],
  ]),
  extreme('BatchNorm', 'far from 0', [FAR_FROM_0, [1.3, -0.7], [0.1, 0.2]]),
  extreme('BatchNorm', 'of what is the same', [
    [
      [0.7, 0.1],
      [0.7, 0.1000001],
      [0.7, 0.1],
    ],
    [1.3, -0.7],
    [0.1, 0.2],
  ]),
  extreme('LayerNorm', 'far from 0', [
    [
      [1000.3, 1000.1, 1001.7],
      [-20000.1, -20000.7, -20003.3],
    ],
    [1.3, -0.7, 1],
    [0, 1, 0],
  ]),
];
