// A well-known exercise in gradient checking: a net of three layers with its passes in one piece, samples in columns,
// and two planted faults. dW2 is doubled, and db1 is four times what it should be.

import { input, layer, network, normal, type Tensor } from 'gradient-debugger';

class ThreeLayerNet {
  readonly params: Record<'W1' | 'b1' | 'W2' | 'b2' | 'W3' | 'b3', Tensor>;
  grads: Record<string, Tensor> = {};
  private cache!: Record<'X' | 'Y' | 'A1' | 'A2' | 'A3', Tensor>;

  constructor() {
    this.params = {
      W1: normal([5, 4], 1),
      b1: normal([5, 1], 1),
      W2: normal([3, 5], 1),
      b2: normal([3, 1], 1),
      W3: normal([1, 3], 1),
      b3: normal([1, 1], 1),
    };
  }

  forward(X: Tensor, Y: Tensor): Tensor {
    const { W1, b1, W2, b2, W3, b3 } = this.params;
    const A1 = W1.dot(X).add(b1).relu();
    const A2 = W2.dot(A1).add(b2).relu();
    const A3 = W3.dot(A2).add(b3).sigmoid();
    this.cache = { X, Y, A1, A2, A3 };
    const logs = A3.log().mul(Y).add(A3.neg().add(1).log().mul(Y.neg().add(1)));
    return logs.sum().div(-X.shape[1]);
  }

  backward(dout: Tensor): Tensor {
    const { W1, W2, W3 } = this.params;
    const { X, Y, A1, A2, A3 } = this.cache;
    const m = X.shape[1];
    const dZ3 = A3.sub(Y).mul(dout);
    const dW3 = dZ3.dot(A2.T).div(m);
    const db3 = dZ3.sum(1, true).div(m);
    const dZ2 = W3.T.dot(dZ3).mul(A2.greater(0));
    const dW2 = dZ2.dot(A1.T).div(m).mul(2);
    const db2 = dZ2.sum(1, true).div(m);
    const dZ1 = W2.T.dot(dZ2).mul(A1.greater(0));
    const dW1 = dZ1.dot(X.T).div(m);
    const db1 = dZ1.sum(1, true).mul(4).div(m);
    this.grads = { W1: dW1, b1: db1, W2: dW2, b2: db2, W3: dW3, b3: db3 };
    return W1.T.dot(dZ1).div(m);
  }
}

export default network(
  'GradientChecking',
  () => {
    const X = input('X', normal([4, 3], 1));
    const Y = input('Y', [[1, 1, 0]]);
    return layer(new ThreeLayerNet(), X, Y, { name: 'Net' });
  },
  { seed: 3 },
);
