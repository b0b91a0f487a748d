// The book's TwoLayerNet with its own gradient(): every layer's gradient, and how the net wires them, is checked.

import { model, normal, oneHot, zeros, type Tensor } from 'gradient-debugger';
import { Affine, Relu, SoftmaxWithLoss } from './layers';

class TwoLayerNet {
  readonly params: Record<'W1' | 'b1' | 'W2' | 'b2', Tensor>;
  readonly layers: Map<string, Affine | Relu>;
  readonly lastLayer = new SoftmaxWithLoss();

  constructor(inputs: number, hidden: number, outputs: number, std = 0.1) {
    this.params = {
      W1: normal([inputs, hidden], std),
      b1: zeros([hidden]),
      W2: normal([hidden, outputs], std),
      b2: zeros([outputs]),
    };
    this.layers = new Map<string, Affine | Relu>([
      ['Affine1', new Affine(this.params.W1, this.params.b1)],
      ['Relu1', new Relu()],
      ['Affine2', new Affine(this.params.W2, this.params.b2)],
    ]);
  }

  predict(x: Tensor): Tensor {
    for (const layer of this.layers.values()) x = layer.forward(x);
    return x;
  }

  loss(x: Tensor, t: Tensor): Tensor {
    const y = this.predict(x);
    return this.lastLayer.forward(y, t);
  }

  gradient(x: Tensor, t: Tensor): Record<string, Tensor> {
    this.loss(x, t);
    let dout = this.lastLayer.backward(1);
    for (const layer of [...this.layers.values()].reverse()) dout = layer.backward(dout);
    const first = this.layers.get('Affine1') as Affine;
    const second = this.layers.get('Affine2') as Affine;
    return { W1: first.grads.W, b1: first.grads.b, W2: second.grads.W, b2: second.grads.b };
  }
}

export default model('TwoLayerNet', new TwoLayerNet(6, 5, 3), {
  inputs: { x: normal([4, 6], 1), t: oneHot([0, 2, 1, 2], 3) },
  loss: 'loss',
  gradient: 'gradient',
});
