// The layers of "Deep Learning from Scratch", line for line.

import type { Tensor } from 'gradient-debugger';

export class MulLayer {
  private x!: Tensor;
  private y!: Tensor;

  forward(x: Tensor, y: Tensor): Tensor {
    this.x = x;
    this.y = y;
    return x.mul(y);
  }

  backward(dout: Tensor): Tensor[] {
    const dx = dout.mul(this.y);
    const dy = dout.mul(this.x);
    return [dx, dy];
  }
}

export class AddLayer {
  forward(x: Tensor, y: Tensor): Tensor {
    return x.add(y);
  }

  backward(dout: Tensor): Tensor[] {
    const dx = dout.mul(1);
    const dy = dout.mul(1);
    return [dx, dy];
  }
}

export class Relu {
  private mask!: Tensor;

  forward(x: Tensor): Tensor {
    this.mask = x.lessEqual(0);
    const out = x.copy();
    out.set(this.mask, 0);
    return out;
  }

  backward(dout: Tensor): Tensor {
    dout.set(this.mask, 0);
    const dx = dout;
    return dx;
  }
}

export class Sigmoid {
  private out!: Tensor;

  forward(x: Tensor): Tensor {
    const out = x.sigmoid();
    this.out = out;
    return out;
  }

  backward(dout: Tensor): Tensor {
    return dout.mul(this.out.neg().add(1)).mul(this.out);
  }
}

export class Affine {
  readonly params: { W: Tensor; b: Tensor };
  grads!: { W: Tensor; b: Tensor };
  private x!: Tensor;
  private originalShape!: readonly number[];

  constructor(W: Tensor, b: Tensor) {
    this.params = { W, b };
  }

  forward(x: Tensor): Tensor {
    this.originalShape = x.shape;
    this.x = x.reshape([x.shape[0], -1]);
    return this.x.dot(this.params.W).add(this.params.b);
  }

  backward(dout: Tensor): Tensor {
    const dx = dout.dot(this.params.W.T);
    this.grads = { W: this.x.T.dot(dout), b: dout.sum(0) };
    return dx.reshape(this.originalShape);
  }
}

export class SoftmaxWithLoss {
  private y!: Tensor;
  private t!: Tensor;

  forward(x: Tensor, t: Tensor): Tensor {
    this.t = t;
    this.y = softmax(x);
    return crossEntropyError(this.y, this.t);
  }

  backward(_dout: Tensor | number = 1): Tensor {
    const batch = this.y.shape[0];
    return this.y.sub(this.t).div(batch);
  }
}

function softmax(x: Tensor): Tensor {
  const e = x.sub(x.max(1, true)).exp();
  return e.div(e.sum(1, true));
}

function crossEntropyError(y: Tensor, t: Tensor): Tensor {
  return y.add(1e-7).log().mul(t).sum().div(-y.shape[0]);
}
