// What a new network can begin with: the first networks, and others from the book that are as small.

import { FIRST_NETWORK, quoted } from './first-network';

export interface Template {
  readonly id: 'classifier' | 'apples' | 'convolution' | 'layer' | 'model';
  readonly format: 'json' | 'typescript';
  /** Its text, for a network of this name. */
  readonly text: (name: string) => string;
}

export const TEMPLATES: readonly Template[] = [
  { id: 'classifier', format: 'json', text: FIRST_NETWORK.json },
  { id: 'apples', format: 'json', text: apples },
  { id: 'convolution', format: 'json', text: convolution },
  { id: 'layer', format: 'typescript', text: FIRST_NETWORK.typescript },
  { id: 'model', format: 'typescript', text: model },
];

function apples(name: string): string {
  return `// Two apples at 100, three oranges at 150, 10 % tax: the price is 715.
// Addition passes the gradient on unchanged; multiplication multiplies it with the other factor.
{
  "name": ${JSON.stringify(name)},
  "inputs": { "apple": 100, "apple_num": 2, "orange": 150, "orange_num": 3, "tax": 1.1 },
  "layers": [
    { "name": "apple_price", "type": "Mul", "inputs": ["apple", "apple_num"] },
    { "name": "orange_price", "type": "Mul", "inputs": ["orange", "orange_num"] },
    { "name": "all_price", "type": "Add", "inputs": ["apple_price", "orange_price"] },
    { "name": "price", "type": "Mul", "inputs": ["all_price", "tax"] }
  ]
}
`;
}

function convolution(name: string): string {
  return `// A small convolutional network. Images are (batch, channels, height, width).
{
  "name": ${JSON.stringify(name)},
  "seed": 1,
  "inputs": {
    "x": { "shape": [2, 1, 8, 8], "normal": 1 }, // two images; of your own: { "file": "x.npy", "rows": [0, 2] }
    "t": [0, 2] // the class of each
  },
  "layers": [
    { "name": "Convolution1", "type": "Convolution", "inputs": "x", "filters": 3, "kernel": 3, "padding": 1 },
    { "name": "Pooling1", "type": "MaxPooling", "size": 2 },
    { "name": "Relu1", "type": "ReLU" },
    { "name": "Flatten1", "type": "Flatten" },
    { "name": "Affine1", "type": "Affine", "units": 3 },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine1", "t"] }
  ]
}
`;
}

function model(name: string): string {
  return `// The book's TwoLayerNet with its own gradient(): every layer's gradient, and how the net wires them, is checked.
import { model, normal, oneHot, zeros, type Tensor } from 'gradient-debugger';

class Affine {
  grads!: { W: Tensor; b: Tensor };
  private x!: Tensor;

  constructor(
    readonly W: Tensor,
    readonly b: Tensor,
  ) {}

  forward(x: Tensor): Tensor {
    this.x = x;
    return x.dot(this.W).add(this.b);
  }

  backward(dout: Tensor): Tensor {
    this.grads = { W: this.x.T.dot(dout), b: dout.sum(0) };
    return dout.dot(this.W.T);
  }
}

class Relu {
  private mask!: Tensor;

  forward(x: Tensor): Tensor {
    this.mask = x.greater(0);
    return x.mul(this.mask);
  }

  backward(dout: Tensor): Tensor {
    return dout.mul(this.mask);
  }
}

class SoftmaxWithLoss {
  private y!: Tensor;
  private t!: Tensor;

  forward(x: Tensor, t: Tensor): Tensor {
    this.t = t;
    const z = x.sub(x.max(1, true));
    const sum = z.exp().sum(1, true);
    this.y = z.exp().div(sum);
    return z.sub(sum.log()).mul(t).sum().div(-t.shape[0]);
  }

  backward(dout: Tensor | number): Tensor {
    return this.y.sub(this.t).div(this.t.shape[0]).mul(dout);
  }
}

class TwoLayerNet {
  readonly params = { W1: normal([6, 5], 0.3), b1: zeros([5]), W2: normal([5, 3], 0.3), b2: zeros([3]) };
  readonly layers = {
    Affine1: new Affine(this.params.W1, this.params.b1),
    Relu1: new Relu(),
    Affine2: new Affine(this.params.W2, this.params.b2),
  };
  readonly lastLayer = new SoftmaxWithLoss();

  loss(x: Tensor, t: Tensor): Tensor {
    for (const layer of Object.values(this.layers)) x = layer.forward(x);
    return this.lastLayer.forward(x, t);
  }

  gradient(x: Tensor, t: Tensor): Record<string, Tensor> {
    this.loss(x, t);
    let dout = this.lastLayer.backward(1);
    for (const layer of Object.values(this.layers).reverse()) dout = layer.backward(dout);
    const { Affine1, Affine2 } = this.layers;
    return { W1: Affine1.grads.W, b1: Affine1.grads.b, W2: Affine2.grads.W, b2: Affine2.grads.b };
  }
}

export default model(${quoted(name)}, new TwoLayerNet(), {
  inputs: { x: normal([4, 6], 1), t: oneHot([0, 2, 1, 2], 3) }, // four samples; the class of each
  loss: 'loss',
  gradient: 'gradient',
});
`;
}
