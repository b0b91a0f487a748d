// Fixes of backward passes in TypeScript where the pattern is certain, in the ways in which people write them.

import { describe, expect, it } from 'vitest';
import { applied } from '../../../src/session/fixes/edits';
import { checkedPatiently, fixesOf } from './patch';

/** A layer of a value and, where it has them, of trainable tensors of three elements or 3 by 3. */
function program(layer: string, { params = '', inputs = 'before' } = {}): string {
  return `import { affine, input, layer, meanSquaredError, network, normal, zeros, type Tensor } from 'gradient-debugger';

class Layer {
  [key: string]: any;
  params: Record<string, Tensor> = {};
  grads: Record<string, Tensor> = {};
  constructor(params: Record<string, Tensor>) { this.params = params; }
${layer}
}

export default network('Net', () => {
  const x = input('x', normal([5, 3], 1));
  const before = affine(x, 3, { name: 'Before' });
  const other = affine(x, 3, { name: 'Other' });
  const h = layer(new Layer({ ${params} }), ${inputs}, { name: 'Layer' });
  return meanSquaredError(affine(h, 2, { name: 'After' }), input('t', normal([5, 2], 1)));
});
`;
}

const W = { params: 'W: normal([3, 3], 1), b: normal([3], 1)' };
const NORM = { params: 'gamma: normal([3], 1), beta: normal([3], 1)' };
const TWO = { inputs: 'before, other' };

const AFFINE = '  forward(x: Tensor) { this.input = x; return x.dot(this.params.W).add(this.params.b); }\n';

const CASES: readonly (readonly [name: string, text: string, title: RegExp])[] = [
  [
    'a sigmoid of whose output nothing is kept',
    program(`  forward(x: Tensor) { this.x = x; return x.sigmoid(); }
  backward(g: Tensor) { return g.mul(this.x).mul(this.x.neg().add(1)); }`),
    /^Take sigmoid's derivative at y: change/,
  ],
  [
    'a tanh without its dout',
    program(`  forward(x: Tensor) { this.out = x.tanh(); return this.out; }
  backward(dy: Tensor) { return this.out.square().neg().add(1); }`),
    /^Multiply by dout: insert "\.mul\(dy\)"$/,
  ],
  [
    'a mask that is not kept',
    program(`  forward(x: Tensor) { this.x = x; return x.relu(); }
  backward(dout: Tensor) { return dout; }`),
    /^Apply the mask of the forward pass: insert "\.mul\(this\.x\.greater\(0\)\)"$/,
  ],
  [
    'gradients in a record, of which one is missing',
    program(
      `${AFFINE}  backward(dout: Tensor) {
    this.grads = { W: this.input.T.dot(dout) };
    return dout.dot(this.params.W.T);
  }`,
      W,
    ),
    /^Add the missing gradient: insert ", b: dout\.sum\(0\)"$/,
  ],
  [
    'a weight whose gradient is not set',
    program(
      `${AFFINE}  backward(dout: Tensor) {
    this.grads.b = dout.sum(0);
    return dout.dot(this.params.W.T);
  }`,
      W,
    ),
    /^Add the missing gradient: insert "this\.grads\.W = this\.input\.T\.dot\(dout\);"$/,
  ],
  [
    'an input whose gradient is not returned',
    program(
      `${AFFINE}  backward(dout: Tensor) {
    this.grads.W = this.input.T.dot(dout);
    this.grads.b = dout.sum(0);
    const dx = dout.dot(this.params.W.T);
  }`,
      W,
    ),
    /^Add the missing gradient: insert "return dx;"$/,
  ],
  [
    'the second of two inputs',
    program(
      `  forward(a: Tensor, b: Tensor) { this.a = a; this.b = b; return a.mul(b); }
  backward(dout: Tensor) { return [dout.mul(this.b)]; }`,
      TWO,
    ),
    /^Add the missing gradient: /,
  ],
  [
    'a weight gradient of zeros',
    program(
      `${AFFINE}  backward(dout: Tensor) {
    this.grads.W = this.params.W.mul(0);
    this.grads.b = dout.sum(0);
    return dout.dot(this.params.W.T);
  }`,
      W,
    ),
    /^Compute the gradient: change .* to "this\.input\.T\.dot\(dout\)"$/,
  ],
  [
    'a residual branch left out',
    program(`  forward(x: Tensor) { this.s = x.sigmoid(); return x.add(this.s); }
  backward(dout: Tensor) { return dout.mul(this.s).mul(this.s.neg().add(1)); }`),
    /^Add the branch that is missing: insert "\.add\(dout\)"$/,
  ],
  [
    'a branch that was computed and forgotten',
    program(`  forward(x: Tensor) { this.y = x.tanh(); return x.add(this.y); }
  backward(dout: Tensor) {
    const inner = dout.mul(this.y.square().neg().add(1));
    return dout;
  }`),
    /^Add the branch that is missing: insert "\.add\(inner\)"$/,
  ],
  [
    'a residual branch counted twice',
    program(`  forward(x: Tensor) { this.y = x.tanh(); return x.add(this.y); }
  backward(dout: Tensor) {
    let dx = dout.mul(this.y.square().neg().add(1));
    dx = dx.add(dout);
    dx = dx.add(dout);
    return dx;
  }`),
    /^Count the gradient once: /,
  ],
  [
    'gradients that are added to those of an earlier call',
    program(
      `${AFFINE}  backward(dout: Tensor) {
    for (let i = 0; i < 2; i++) {
      this.grads.W = (this.grads.W ?? zeros([3, 3])).add(this.input.T.dot(dout));
    }
    this.grads.b = dout.sum(0);
    return dout.dot(this.params.W.T);
  }`,
      W,
    ),
    /^Count the gradient once: /,
  ],
  [
    'batch normalisation without both statistics',
    program(
      `  forward(x: Tensor) {
    const centred = x.sub(x.mean(0));
    this.std = centred.square().mean(0).add(1e-5).sqrt();
    this.hat = centred.div(this.std);
    return this.hat.mul(this.params.gamma).add(this.params.beta);
  }
  backward(dout: Tensor) {
    this.grads = { gamma: dout.mul(this.hat).sum(0), beta: dout.sum(0) };
    return dout.mul(this.params.gamma).div(this.std);
  }`,
      NORM,
    ),
    /^Bring in the term through the variance: change/,
  ],
  [
    'layer normalisation without its mean',
    program(
      `  forward(x: Tensor) {
    const centred = x.sub(x.mean(1, true));
    this.std = centred.square().mean(1, true).add(1e-5).sqrt();
    this.hat = centred.div(this.std);
    return this.hat.mul(this.params.gamma).add(this.params.beta);
  }
  backward(dout: Tensor) {
    this.grads = { gamma: dout.mul(this.hat).sum(0), beta: dout.sum(0) };
    const d = dout.mul(this.params.gamma);
    return d.sub(this.hat.mul(d.mul(this.hat).mean(1, true))).div(this.std);
  }`,
      NORM,
    ),
    /^Bring in the term through the mean: /,
  ],
  [
    'a softmax of its diagonal',
    program(`  forward(x: Tensor) { const e = x.exp(); this.p = e.div(e.sum(1, true)); return this.p; }
  backward(dout: Tensor) { return dout.mul(this.p).mul(this.p.neg().add(1)); }`),
    /^Bring in the rest of the row: /,
  ],
  [
    'one object in the place of two layers',
    program(`  forward(x: Tensor) { this.x = x; return x.square(); }
  backward(dout: Tensor) { return dout.mul(this.x).mul(2); }`).replace(
      "const h = layer(new Layer({  }), before, { name: 'Layer' });",
      `const shared = new Layer({});
  const g = layer(shared, before, { name: 'Layer' });
  const h = layer(shared, g, { name: 'Again' });`,
    ),
    /^Keep the values of each forward pass: change "shared" to "new Layer\(\{\}\)"$/,
  ],
];

describe('a backward pass in TypeScript is mended', () => {
  it.each(CASES)('%s', async (_name, text, title) => {
    const report = await checkedPatiently('mine.grad.ts', text);
    expect(report.faults.map(({ fix }) => fix?.title ?? null)).toEqual(
      report.faults.map(() => expect.stringMatching(title) as string),
    );
    const mended = applied(
      text,
      fixesOf(report).flatMap(({ edits }) => edits),
    )!;
    const after = await checkedPatiently('mine.grad.ts', mended);
    expect([report.status, after.status, after.faults]).toEqual(['fail', 'pass', []]);
  });
});
