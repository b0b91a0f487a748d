// Layers as people write them in TypeScript, each with the ways in which its backward pass is got wrong. A bug is one
// edit of the class's text.

/** Extents that a case draws: a batch of N rows, D inputs, M outputs. */
export interface Sizes {
  readonly N: number;
  readonly D: number;
  readonly M: number;
}

export interface Bug {
  /** The cause that the check has to name. */
  readonly code: string;
  /** The operands whose gradients are wrong. */
  readonly operands: readonly string[];
  readonly edits: readonly (readonly [from: string, to: string])[];
  /** Sizes at which the wrong gradient has the right shape, or is wrong at all. */
  readonly sizes?: (sizes: Sizes) => Sizes;
}

export interface Subject {
  readonly name: string;
  /** The text of `class Layer`. */
  readonly source: string;
  /** What the network function returns: the layer in a small network of built-in ones. */
  network(sizes: Sizes): string;
  readonly bugs: readonly Bug[];
}

const square = ({ N, D }: Sizes): Sizes => ({ N, D, M: D });
const tall = ({ N, D, M }: Sizes): Sizes => ({ N: N + 1, D, M });

/** The layer between two built-in ones and under a loss, so that its cotangent is like any other. */
const elementwise = ({ N, D, M }: Sizes): string => `
  const x = input('x', normal([${N}, ${D}], 1));
  const h = layer(new Layer(), affine(x, ${D}, { name: 'Before' }), { name: 'Layer' });
  return meanSquaredError(affine(h, ${M}, { name: 'After' }), input('t', normal([${N}, ${M}], 1)));`;

const affine: Subject = {
  name: 'Affine',
  source: `class Layer {
  params; grads = {}; x;
  constructor(W: Tensor, b: Tensor) { this.params = { W, b }; }
  forward(x: Tensor) { this.x = x; return x.dot(this.params.W).add(this.params.b); }
  backward(dout: Tensor) {
    this.grads.W = this.x.T.dot(dout);
    this.grads.b = dout.sum(0);
    return dout.dot(this.params.W.T);
  }
}`,
  network: ({ N, D, M }) => `
  const x = input('x', normal([${N}, ${D}], 1));
  const h = affine(x, ${D}, { name: 'Before' });
  const y = layer(new Layer(normal([${D}, ${M}], 1), normal([${M}], 1)), h, { name: 'Layer' });
  return meanSquaredError(tanh(y, { name: 'After' }), input('t', normal([${N}, ${M}], 1)));`,
  bugs: [
    { code: 'sign-flipped', operands: ['W'], edits: [['this.x.T.dot(dout)', 'this.x.T.dot(dout).neg()']] },
    { code: 'sign-flipped', operands: ['x'], edits: [['return dout.dot(', 'return dout.neg().dot(']] },
    { code: 'scaled', operands: ['W'], edits: [['this.x.T.dot(dout)', 'this.x.T.dot(dout).mul(2)']] },
    { code: 'scaled', operands: ['x'], edits: [['this.params.W.T)', 'this.params.W.T).mul(0.5)']] },
    { code: 'scaled', operands: ['b'], edits: [['dout.sum(0)', 'dout.sum(0).mul(3.7)']] },
    {
      code: 'divided-twice',
      operands: ['W'],
      edits: [['this.x.T.dot(dout)', 'this.x.T.dot(dout).div(dout.shape[0])']],
      sizes: tall,
    },
    { code: 'transposed', operands: ['W'], edits: [['this.x.T.dot(dout)', 'this.x.T.dot(dout).T']], sizes: square },
    { code: 'transposed', operands: ['W'], edits: [['this.x.T.dot(dout)', 'dout.T.dot(this.x)']] },
    { code: 'missing-transpose', operands: ['x'], edits: [['this.params.W.T)', 'this.params.W)']], sizes: square },
    { code: 'bias-one-row', operands: ['b'], edits: [['dout.sum(0)', 'dout.row(0)']], sizes: tall },
    { code: 'bias-mean', operands: ['b'], edits: [['dout.sum(0)', 'dout.mean(0)']], sizes: tall },
    {
      code: 'bias-summed-over-all',
      operands: ['b'],
      edits: [['dout.sum(0)', 'zeros(this.params.b.shape).add(dout.sum())']],
    },
    { code: 'broadcast-not-summed', operands: ['b'], edits: [['dout.sum(0)', 'dout.copy()']], sizes: tall },
    { code: 'zero-gradient', operands: ['W'], edits: [['this.x.T.dot(dout)', 'zeros(this.params.W.shape)']] },
    {
      code: 'zero-gradient',
      operands: ['x'],
      edits: [['return dout.dot(this.params.W.T)', 'return zeros(this.x.shape)']],
    },
    { code: 'missing-gradient', operands: ['b'], edits: [['    this.grads.b = dout.sum(0);\n', '']] },
    { code: 'missing-gradient', operands: ['x'], edits: [['return dout', 'dout']] },
  ],
};

const relu: Subject = {
  name: 'Relu',
  source: `class Layer {
  mask;
  forward(x: Tensor) { this.mask = x.greater(0); return x.mul(this.mask); }
  backward(dout: Tensor) { return dout.mul(this.mask); }
}`,
  network: elementwise,
  bugs: [
    { code: 'mask-from-dout', operands: ['x'], edits: [['dout.mul(this.mask)', 'dout.mul(dout.greater(0))']] },
    { code: 'mask-inverted', operands: ['x'], edits: [['dout.mul(this.mask)', 'dout.mul(this.mask.not())']] },
    { code: 'mask-omitted', operands: ['x'], edits: [['dout.mul(this.mask)', 'dout']] },
    { code: 'upstream-ignored', operands: ['x'], edits: [['dout.mul(this.mask)', 'this.mask']] },
  ],
};

const sigmoid: Subject = {
  name: 'Sigmoid',
  source: `class Layer {
  x; y;
  forward(x: Tensor) { this.x = x; this.y = x.sigmoid(); return this.y; }
  backward(dout: Tensor) { return dout.mul(this.y).mul(this.y.neg().add(1)); }
}`,
  network: elementwise,
  bugs: [
    {
      code: 'sigmoid-from-x',
      operands: ['x'],
      edits: [['dout.mul(this.y).mul(this.y.', 'dout.mul(this.x).mul(this.x.']],
    },
    { code: 'sigmoid-factor-missing', operands: ['x'], edits: [['.mul(this.y.neg().add(1))', '']] },
    { code: 'sigmoid-factor-missing', operands: ['x'], edits: [['dout.mul(this.y).', 'dout.']] },
    { code: 'upstream-ignored', operands: ['x'], edits: [['dout.mul(this.y)', 'this.y']] },
    { code: 'scaled', operands: ['x'], edits: [['add(1))', 'add(1)).mul(2)']] },
  ],
};

const tanh: Subject = {
  name: 'Tanh',
  source: `class Layer {
  x; y;
  forward(x: Tensor) { this.x = x; this.y = x.tanh(); return this.y; }
  backward(dout: Tensor) { return dout.mul(this.y.mul(this.y).neg().add(1)); }
}`,
  network: elementwise,
  bugs: [
    { code: 'tanh-from-x', operands: ['x'], edits: [['this.y.mul(this.y)', 'this.x.mul(this.x)']] },
    {
      code: 'tanh-factor-missing',
      operands: ['x'],
      edits: [['this.y.mul(this.y).neg().add(1)', 'this.y.neg().add(1)']],
    },
    { code: 'sign-flipped', operands: ['x'], edits: [['.neg().add(1)', '.sub(1)']] },
  ],
};

const softmaxWithLoss: Subject = {
  name: 'SoftmaxWithLoss',
  source: `class Layer {
  y; t;
  forward(x: Tensor, t: Tensor) {
    const e = x.sub(x.max(1, true)).exp();
    this.y = e.div(e.sum(1, true));
    this.t = t;
    return this.y.log().mul(t).sum().div(-x.shape[0]);
  }
  backward(dout: Tensor) { return this.y.sub(this.t).mul(dout).div(this.y.shape[0]); }
}`,
  network: ({ N, D, M }) => `
  const x = input('x', normal([${N}, ${D}], 1));
  const t = input('t', oneHot([${Array.from({ length: N }, (_, n) => n % M).join(', ')}], ${M}));
  return layer(new Layer(), affine(x, ${M}, { name: 'Before' }), t, { name: 'Layer' });`,
  bugs: [
    { code: 'softmax-target-missing', operands: ['x'], edits: [['this.y.sub(this.t)', 'this.y']] },
    { code: 'not-divided-by-batch', operands: ['x'], edits: [['.div(this.y.shape[0])', '']], sizes: tall },
    {
      code: 'divided-twice',
      operands: ['x'],
      edits: [['.div(this.y.shape[0])', '.div(this.y.shape[0]).div(this.y.shape[0])']],
      sizes: tall,
    },
    { code: 'divided-by-size', operands: ['x'], edits: [['.div(this.y.shape[0])', '.div(this.y.size)']] },
    { code: 'sign-flipped', operands: ['x'], edits: [['this.y.sub(this.t)', 'this.t.sub(this.y)']] },
  ],
};

const softmax: Subject = {
  name: 'Softmax',
  source: `class Layer {
  y;
  forward(x: Tensor) {
    const e = x.sub(x.max(1, true)).exp();
    return (this.y = e.div(e.sum(1, true)));
  }
  backward(dout: Tensor) {
    const inner = dout.mul(this.y).sum(1, true);
    return this.y.mul(dout.sub(inner));
  }
}`,
  network: elementwise,
  bugs: [
    {
      code: 'softmax-diagonal-only',
      operands: ['x'],
      edits: [['this.y.mul(dout.sub(inner))', 'dout.mul(this.y).mul(this.y.neg().add(1))']],
    },
    {
      code: 'axis-swapped',
      operands: ['x'],
      edits: [['sum(1, true);\n    return this.y.mul', 'sum(0, true);\n    return this.y.mul']],
      sizes: tall,
    },
  ],
};

const scale: Subject = {
  name: 'Scale',
  source: `class Layer {
  params; grads = {}; x;
  constructor(g: Tensor) { this.params = { g }; }
  forward(x: Tensor) { this.x = x; return x.mul(this.params.g); }
  backward(dout: Tensor) {
    this.grads.g = dout.mul(this.x).sum(0);
    return dout.mul(this.params.g);
  }
}`,
  network: ({ N, D, M }) => `
  const x = input('x', normal([${N}, ${D}], 1));
  const h = layer(new Layer(normal([${D}], 1)), affine(x, ${D}, { name: 'Before' }), { name: 'Layer' });
  return meanSquaredError(affine(h, ${M}, { name: 'After' }), input('t', normal([${N}, ${M}], 1)));`,
  bugs: [
    { code: 'broadcast-not-summed', operands: ['g'], edits: [['.sum(0)', '']], sizes: tall },
    { code: 'bias-one-row', operands: ['g'], edits: [['.sum(0)', '.row(0)']], sizes: tall },
  ],
};

const dropout: Subject = {
  name: 'Dropout',
  source: `class Layer {
  mask;
  draw(x: Tensor) { return x.map(() => (Math.random() < 0.4 ? 0 : 1 / 0.6)); }
  forward(x: Tensor) { this.mask = this.draw(x); return x.mul(this.mask); }
  backward(dout: Tensor) { return dout.mul(this.mask); }
}`,
  network: elementwise,
  bugs: [
    { code: 'dropout-scale', operands: ['x'], edits: [['dout.mul(this.mask)', 'dout.mul(this.mask).mul(0.6)']] },
    {
      code: 'dropout-fresh-mask',
      operands: ['x'],
      edits: [['dout.mul(this.mask)', 'dout.mul(this.draw(dout))']],
      sizes: ({ N, D, M }) => ({ N: N + 2, D: D + 2, M }),
    },
    { code: 'mask-omitted', operands: ['x'], edits: [['dout.mul(this.mask)', 'dout']] },
  ],
};

const batchNorm: Subject = {
  name: 'BatchNorm',
  source: `class Layer {
  params; grads = {}; hat; std;
  constructor(gamma: Tensor, beta: Tensor) { this.params = { gamma, beta }; }
  forward(x: Tensor) {
    const centred = x.sub(x.mean(0));
    this.std = centred.mul(centred).mean(0).add(1e-5).sqrt();
    this.hat = centred.div(this.std);
    return this.hat.mul(this.params.gamma).add(this.params.beta);
  }
  backward(dout: Tensor) {
    this.grads.gamma = dout.mul(this.hat).sum(0);
    this.grads.beta = dout.sum(0);
    const d = dout.mul(this.params.gamma);
    const meanTerm = d.mean(0);
    const varianceTerm = this.hat.mul(d.mul(this.hat).mean(0));
    return d.sub(meanTerm).sub(varianceTerm).div(this.std);
  }
}`,
  network: ({ N, D, M }) => `
  const x = input('x', normal([${N}, ${D}], 1));
  const h = layer(new Layer(normal([${D}], 1), normal([${D}], 1)), affine(x, ${D}, { name: 'Before' }), { name: 'Layer' });
  return meanSquaredError(affine(h, ${M}, { name: 'After' }), input('t', normal([${N}, ${M}], 1)));`,
  bugs: [
    { code: 'batchnorm-mean-term', operands: ['x'], edits: [['.sub(meanTerm)', '']], sizes: tall },
    { code: 'batchnorm-variance-term', operands: ['x'], edits: [['.sub(varianceTerm)', '']], sizes: tall },
    {
      code: 'scaled',
      operands: ['gamma'],
      edits: [['dout.mul(this.hat).sum(0)', 'dout.mul(this.hat).sum(0).mul(2)']],
      sizes: tall,
    },
  ],
};

const residual: Subject = {
  name: 'Residual',
  source: `class Layer {
  y;
  forward(x: Tensor) { this.y = x.tanh(); return x.add(this.y); }
  backward(dout: Tensor) {
    let dx = dout;
    dx = dx.add(dout.mul(this.y.mul(this.y).neg().add(1)));
    return dx;
  }
}`,
  network: elementwise,
  bugs: [
    {
      code: 'fan-out-overwritten',
      operands: ['x'],
      edits: [
        ['dx = dx.add(dout.mul(this.y.mul(this.y).neg().add(1)))', 'dx = dout.mul(this.y.mul(this.y).neg().add(1))'],
      ],
    },
    {
      code: 'fan-out-overwritten',
      operands: ['x'],
      edits: [['    dx = dx.add(dout.mul(this.y.mul(this.y).neg().add(1)));\n', '']],
    },
  ],
};

const decay: Subject = {
  name: 'RegularisedLoss',
  source: `class Layer {
  params; grads = {}; x; d;
  constructor(W: Tensor) { this.params = { W }; }
  forward(x: Tensor, t: Tensor) {
    this.x = x;
    this.d = x.dot(this.params.W).sub(t);
    const penalty = this.params.W.mul(this.params.W).sum().mul(0.05);
    return this.d.mul(this.d).sum().mul(0.5).add(penalty);
  }
  backward(dout: Tensor) {
    const d = this.d.mul(dout);
    this.grads.W = this.x.T.dot(d).add(this.params.W.mul(dout).mul(0.1));
    return [d.dot(this.params.W.T), d.neg()];
  }
}`,
  network: ({ N, D, M }) => `
  const x = input('x', normal([${N}, ${D}], 1));
  const t = input('t', normal([${N}, ${M}], 1));
  return layer(new Layer(normal([${D}, ${M}], 1)), affine(x, ${D}, { name: 'Before' }), t, { name: 'Layer' });`,
  bugs: [
    { code: 'regulariser-missing', operands: ['W'], edits: [['.add(this.params.W.mul(dout).mul(0.1))', '']] },
    { code: 'regulariser-doubled', operands: ['W'], edits: [['.mul(0.1))', '.mul(0.2))']] },
  ],
};

const state: Subject = {
  name: 'State',
  source: `class Layer {
  params; grads = { W: undefined }; x;
  constructor(W: Tensor) { this.params = { W }; }
  forward(x: Tensor) { this.x = x.copy(); return x.dot(this.params.W).sin(); }
  backward(dout: Tensor) {
    const d = dout.mul(this.x.dot(this.params.W).cos());
    this.grads.W = this.x.T.dot(d);
    return d.dot(this.params.W.T);
  }
}`,
  network: ({ N, D, M }) => `
  const x = input('x', normal([${N}, ${D}], 1));
  const h = affine(x, ${D}, { name: 'Before' });
  const y = layer(new Layer(normal([${D}, ${M}], 1)), h, { name: 'Layer' });
  return meanSquaredError(y, input('t', normal([${N}, ${M}], 1)));`,
  bugs: [
    {
      code: 'argument-mutated',
      operands: ['x', 'W'],
      edits: [
        [
          'this.x = x.copy(); return x.dot(this.params.W).sin();',
          'const out = x.dot(this.params.W).sin(); x.data.set(x.mul(x).data); this.x = x; return out;',
        ],
      ],
    },
    {
      code: 'accumulated-twice',
      operands: ['W'],
      edits: [
        [
          'this.grads.W = this.x.T.dot(d);',
          'for (let i = 0; i < 2; i++) this.grads.W = this.grads.W ? this.grads.W.add(this.x.T.dot(d)) : this.x.T.dot(d);',
        ],
      ],
    },
  ],
};

export const SUBJECTS: readonly Subject[] = [
  affine,
  relu,
  sigmoid,
  tanh,
  softmaxWithLoss,
  softmax,
  scale,
  dropout,
  batchNorm,
  residual,
  decay,
  state,
];

/** The whole text of a network around a layer, with a bug or none. */
export function programOf(subject: Subject, bug: Bug | null, sizes: Sizes, seed: number): string {
  let source = subject.source;
  for (const [from, to] of bug?.edits ?? []) {
    if (!source.includes(from)) throw new Error(`${subject.name}: no ${from}`);
    source = source.replace(from, to);
  }
  return `import { affine, input, layer, meanSquaredError, network, normal, oneHot, tanh, zeros, type Tensor } from 'gradient-debugger';

${source}

export default network('Corpus', () => {${subject.network(sizes)}
}, { seed: ${seed} });
`;
}
