// Correct layers in TypeScript, in random networks: none of them may be called wrong. Half of the networks have whole
// numbers and halves for values, so that switches stand exactly at their ties.

import { expect, it } from 'vitest';
import { randomStream, type Random } from '../../src/engine/random';
import { checkedText } from './tally';

const NETWORKS = 150;

const LAYERS = `import { affine, input, layer, meanSquaredError, network, relu, softmaxWithLoss, tanh, Tensor } from 'gradient-debugger';

class Affine {
  params; grads = {}; x;
  constructor(W: Tensor, b: Tensor) { this.params = { W, b }; }
  forward(x: Tensor) { this.x = x; return x.dot(this.params.W).add(this.params.b); }
  backward(dout: Tensor) {
    this.grads = { W: this.x.T.dot(dout), b: dout.sum(0) };
    return dout.dot(this.params.W.T);
  }
}
class Relu {
  mask;
  forward(x: Tensor) { this.mask = x.greater(0); return x.mul(this.mask); }
  backward(dout: Tensor) { return dout.mul(this.mask); }
}
class ReluByNumbers {
  x;
  forward(x: Tensor) { this.x = x; return x.map((v) => (v > 0 ? v : 0)); }
  backward(dout: Tensor) { return dout.mul(this.x.map((v) => (v > 0 ? 1 : 0))); }
}
// x = relu(x) - relu(-x): at 0 each of the two has a subgradient of its own.
class Pair {
  right; left;
  forward(x: Tensor) {
    this.right = x.greater(0);
    this.left = x.neg().greater(0);
    return x.mul(this.right).sub(x.neg().mul(this.left));
  }
  backward(dout: Tensor) { return dout.mul(this.right).add(dout.mul(this.left)); }
}
class Sigmoid {
  y;
  forward(x: Tensor) { return (this.y = x.sigmoid()); }
  backward(dout: Tensor) { return dout.mul(this.y).mul(this.y.neg().add(1)); }
}
class Softmax {
  y;
  forward(x: Tensor) {
    const e = x.sub(x.max(1, true)).exp();
    return (this.y = e.div(e.sum(1, true)));
  }
  backward(dout: Tensor) { return this.y.mul(dout.sub(dout.mul(this.y).sum(1, true))); }
}
class Clip {
  inside;
  forward(x: Tensor) {
    this.inside = x.greaterEqual(-1).mul(x.lessEqual(1));
    return x.clip(-1, 1);
  }
  backward(dout: Tensor) { return dout.mul(this.inside); }
}
class Modulus {
  x;
  forward(x: Tensor) { this.x = x; return x.abs(); }
  backward(dout: Tensor) { return dout.mul(this.x.greater(0).sub(this.x.less(0))); }
}
class Largest {
  first; shape;
  forward(x: Tensor) {
    this.shape = x.shape;
    this.first = x.argmax(1);
    return x.max(1, true).add(x.mul(0));
  }
  backward(dout: Tensor) {
    const dx = dout.mul(0);
    for (let i = 0; i < this.shape[0]; i++) {
      let sum = 0;
      for (let j = 0; j < this.shape[1]; j++) sum += dout.get(i, j);
      dx.data[i * this.shape[1] + this.first.get(i)] = sum;
    }
    return dx;
  }
}
class Dropout {
  mask;
  forward(x: Tensor) {
    this.mask = x.map(() => (Math.random() < 0.3 ? 0 : 1 / 0.7));
    return x.mul(this.mask);
  }
  backward(dout: Tensor) { return dout.mul(this.mask); }
}
class Halves {
  x;
  forward(x: Tensor) { this.x = x; return [x.mul(2), x.mul(x)]; }
  backward(da: Tensor, db: Tensor) { return da.mul(2).add(db.mul(this.x).mul(2)); }
}
`;

/** A correct network of a few layers on N rows of D. */
function program(random: Random, tied: boolean, seed: number): string {
  const pick = <T>(of: readonly T[]): T => of[random.below(of.length)];
  const number = (): string =>
    tied ? String((random.below(5) - 2) / 2) : (random.normal() * 0.8).toFixed(3).replace('-0.000', '0');
  const matrix = (rows: number, columns: number): string =>
    JSON.stringify(Array.from({ length: rows }, () => Array.from({ length: columns }, () => Number(number()))));
  const vector = (size: number): string => JSON.stringify(Array.from({ length: size }, () => Number(number())));
  const [N, D] = [2 + random.below(3), 2 + random.below(3)];
  const makers = [
    () => `h = layer(new Affine(Tensor.of(${matrix(D, D)}), Tensor.of(${vector(D)})), h);`,
    () => `h = layer(new ${pick(['Relu', 'ReluByNumbers', 'Pair', 'Clip', 'Modulus'])}(), h);`,
    () => `h = layer(new ${pick(['Sigmoid', 'Softmax', 'Dropout', 'Largest'])}(), h);`,
    () => `h = h.add(layer(new ${pick(['Relu', 'Sigmoid', 'Pair'])}(), h));`,
    () => `{ const [a, b] = layer(new Halves(), h, { outputs: ['a', 'b'] }); h = a.add(b); }`,
    () => pick(['h = relu(h);', 'h = tanh(h);']),
  ];
  const steps = Array.from({ length: 2 + random.below(4) }, () => `  ${pick(makers)()}`);
  return `${LAYERS}
export default network('Right', () => {
  let h = input('x', ${matrix(N, D)});
${steps.join('\n')}
  return meanSquaredError(h, input('t', ${matrix(N, D)}));
}, { seed: ${seed} });
`;
}

it(`${NETWORKS} correct networks of hand-written layers give no false alarm`, { timeout: 240_000 }, async () => {
  let undecided = 0;
  let kinks = 0;
  for (let seed = 0; seed < NETWORKS; seed++) {
    const text = program(randomStream(seed, 'program'), seed % 2 === 1, seed);
    const report = await checkedText('right.grad.ts', text);
    const wrong = report.tensors.filter(({ status }) => status === 'fail').map(({ name, worst }) => [name, worst]);
    expect([wrong, report.faults], `seed ${seed}\n${text.slice(LAYERS.length)}`).toEqual([[], []]);
    if (report.status === 'undecided') undecided++;
    kinks += report.tensors.reduce((sum, tensor) => sum + tensor.kinks, 0);
  }
  console.log(`${undecided} of ${NETWORKS} undecided, ${kinks} elements at kinks`);
  expect(undecided).toBeLessThan(0.1 * NETWORKS);
  expect(kinks).toBeGreaterThan(0);
});
