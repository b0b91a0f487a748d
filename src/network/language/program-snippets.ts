// Parts of a network that is a program, with places to fill in. Each is right as it stands: a test checks their gradients.

import type { Snippet } from './snippets';

export const PROGRAM_SNIPPETS: readonly Snippet[] = [
  {
    label: 'layer',
    detail: 'forward, backward',
    text: `class \${1:Relu} {
	private mask!: Tensor;

	forward(x: Tensor): Tensor {
		this.mask = x.greater(0);
		return x.mul(this.mask);
	}

	// dout is the gradient of the loss with respect to what forward returned.
	backward(dout: Tensor): Tensor {
		return dout.mul(this.mask);
	}
}
$0`,
  },
  {
    label: 'layer with params',
    detail: 'forward, backward, params, grads',
    text: `class \${1:Dense} {
	readonly params = { W: normal([\${2:3}, \${3:4}], 0.5), b: zeros([\${3:4}]) };
	grads!: { W: Tensor; b: Tensor };
	private x!: Tensor;

	forward(x: Tensor): Tensor {
		this.x = x;
		return x.dot(this.params.W).add(this.params.b);
	}

	backward(dout: Tensor): Tensor {
		this.grads = { W: this.x.T.dot(dout), b: dout.sum(0) };
		return dout.dot(this.params.W.T);
	}
}
$0`,
  },
  {
    label: 'layer with two inputs',
    detail: 'forward, backward',
    text: `class \${1:SquaredError} {
	private difference!: Tensor;

	forward(y: Tensor, t: Tensor): Tensor {
		this.difference = y.sub(t);
		return this.difference.square().mean();
	}

	// One gradient for each input, in their order.
	backward(dout: Tensor): Tensor[] {
		const dy = this.difference.mul(2 / this.difference.size).mul(dout);
		return [dy, dy.neg()];
	}
}
$0`,
  },
  {
    label: 'network',
    detail: 'inputs, layers, loss',
    text: `export default network('\${1:Mine}', () => {
	const x = input('x', normal([\${2:4}, \${3:3}], 1));
	const t = input('t', [\${4:0, 2, 1, 2}]);
	const h = layer(new \${5:Relu}(), x, { name: '\${6:Relu1}' });
	return softmaxWithLoss(h, t, { name: 'Loss' });
});
$0`,
  },
];
