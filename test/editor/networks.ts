// Networks that the tests in the editor check.

export const APPLE = `{
  // one apple at 100, two of them, 10 % tax
  "name": "Apple",
  "inputs": { "apple": 100, "apple_num": 2, "tax": 1.1 },
  "layers": [
    { "name": "Price", "type": "Mul", "inputs": ["apple", "apple_num"] },
    { "name": "WithTax", "type": "Mul", "inputs": ["Price", "tax"] },
  ],
}
`;

export const MISSPELT = APPLE.replace('["Price", "tax"]', '["Prise", "tax"]');

export const MLP = `{
  "name": "MLP",
  "seed": 1,
  "inputs": { "x": { "shape": [3, 4], "normal": 1 }, "t": [0, 2, 1] },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 5 },
    { "name": "Relu1", "type": "ReLU" },
    { "name": "Affine2", "type": "Affine", "units": 3 },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] }
  ]
}
`;

/** So large that its check takes many seconds. */
export const SLOW = `{
  "name": "Slow",
  "inputs": { "x": { "shape": [100, 784], "normal": 1 }, "t": { "shape": [100, 10], "constant": 0.1 } },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 100 },
    { "name": "Sigmoid1", "type": "Sigmoid" },
    { "name": "Affine2", "type": "Affine", "units": 10 },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] }
  ]
}
`;

/** A layer written by hand whose gradient of W is twice what it should be. */
export const DOUBLED = `import { affine, input, layer, network, normal, softmaxWithLoss, zeros } from 'gradient-debugger';
import type { Tensor } from 'gradient-debugger';
class MyAffine {
  readonly params = { W: normal([4, 5], 0.5), b: zeros([5]) };
  grads!: { W: Tensor; b: Tensor };
  private x!: Tensor;

  forward(x: Tensor): Tensor {
    this.x = x;
    return x.dot(this.params.W).add(this.params.b);
  }

  backward(dout: Tensor): Tensor {
    this.grads = { W: this.x.T.dot(dout).mul(2), b: dout.sum(0) };
    return dout.dot(this.params.W.T);
  }
}

export default network('Doubled', () => {
  const x = input('x', normal([3, 4], 1));
  const t = input('t', [0, 2, 1]);
  const h = layer(new MyAffine(), x, { name: 'Affine1' });
  return softmaxWithLoss(affine(h, 3, { name: 'Affine2' }), t, { name: 'Loss' });
});
`;

/** The same as an expression: a backward pass with the wrong sign. */
export const FLIPPED = `{
  "name": "Flipped",
  "seed": 3,
  "layerTypes": {
    "Swish": {
      "inputs": ["x"],
      "let": { "s": "1 ./ (1 + exp(-x))" },
      "forward": "x .* s",
      "backward": { "x": "-dout .* (s + x .* s .* (1 - s))" }
    }
  },
  "inputs": { "x": { "shape": [3, 4], "normal": 1 } },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 2 },
    { "name": "Swish1", "type": "Swish" }
  ]
}
`;

/** Two layers on a digit; the backward pass of the sigmoid between them takes x for y. */
export const FAULTY = `{
  "name": "TwoLayerNet",
  "seed": 7,
  "layerTypes": {
    "MySigmoid": {
      "inputs": ["x"],
      "let": { "y": "1 ./ (1 + exp(-x))" },
      "forward": "y",
      "backward": { "x": "dout .* x .* (1 - x)" }
    }
  },
  "inputs": {
    "x": { "file": "data/train-images.idx.gz", "rows": [0, 1], "scale": 0.00392156862745098 },
    "t": { "file": "data/train-labels.idx.gz", "rows": [0, 1] }
  },
  "layers": [
    { "name": "Flatten1", "type": "Flatten", "inputs": "x" },
    { "name": "Affine1", "type": "Affine", "units": 50, "params": { "W": { "normal": 0.01 } } },
    { "name": "Sigmoid1", "type": "MySigmoid" },
    { "name": "Affine2", "type": "Affine", "units": 10, "params": { "W": { "normal": 0.01 } } },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] }
  ]
}
`;
