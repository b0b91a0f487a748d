// What the layers of a program do besides their gradients, and what of it cannot be tried.

import { expect, it } from 'vitest';
import { warningText } from '../../src/session/prose';
import { folder } from '../network/typescript/programs';
import { reportOf } from './program';

const HEAD = `import { input, layer, model, network, normal, type Tensor } from 'gradient-debugger';\n`;

async function warningsOf(text: string) {
  const { warnings, status } = await reportOf(HEAD + text, folder({}));
  expect(status).toBe('pass');
  return warnings;
}

/** `W` is what forward computes with. */
const dense = (W: string, before = ''): string => `class Dense {
  params = { W: normal([3, 2], 1) };
  grads: Record<string, Tensor> = {};
  x!: Tensor;
  used!: Tensor;
  forward(x: Tensor) { this.x = x; this.used = ${W}; return x.dot(this.used); }
  backward(dout: Tensor) { ${before}this.grads = { W: this.x.T.dot(dout)GRAD }; return dout.dot(this.used.T); }
}
export default network('N', () => layer(new Dense(), input('x', normal([4, 3], 1))).sum());`;

it.each([
  ['forward scales them in place', dense('this.params.W.mulInPlace(0.5)').replace('GRAD', '.mul(0.5)')],
  [
    'forward writes an element',
    dense('this.params.W.set([0, 0], 2)')
      .replace('GRAD', '.mul(this.mask)')
      .replace('  used!', '  mask = normal([3, 2], 0).add(1).set([0, 0], 0);\n  used!'),
  ],
  [
    'backward learns by itself',
    dense('this.params.W.copy()', 'this.params.W.subInPlace(dout.sum(0));').replace('GRAD', ''),
  ],
])('params that a layer changes are told: %s', async (_, text) => {
  const warnings = await warningsOf(text);
  expect(warnings).toEqual([{ code: 'mutates-input', layer: 'Dense1', reason: 'params' }]);
  expect(warningText(warnings[0])).toMatch(/^Dense1: a pass changes params of the layer in place/);
});

it('params that a layer copies first are not', async () => {
  const text = dense('this.params.W.copy().mulInPlace(0.5)').replace('GRAD', '.mul(0.5)');
  expect(await warningsOf(text)).toEqual([]);
});

const wired = (fields: string, x: string, loss = 'new Sum()'): string => `class Square {
  ${fields}
  forward(x: Tensor) { ${x} = x; return x.mul(x); }
  backward(dout: Tensor) { return dout.mul(${x}).mul(2); }
}
class Sum {
  x!: Tensor;
  forward(x: Tensor) { this.x = x; return x.sum(); }
  backward(dout: number) { return this.x.mul(0).add(dout); }
}
class Net {
  layers = { Square: new Square() };
  lastLayer = ${loss};
  loss(x: Tensor) { return this.lastLayer.forward(this.layers.Square.forward(x)); }
  gradient(x: Tensor) { this.loss(x); this.layers.Square.backward(this.lastLayer.backward(1)); return {}; }
}
export default model('M', new Net(), { inputs: { x: normal([4, 3], 1) } });`;

it('a layer of a model that keeps private fields cannot be tried for what its calls leave behind', async () => {
  const warnings = await warningsOf(wired('#x!: Tensor;', 'this.#x'));
  expect(warnings).toEqual([{ code: 'vacuous-check', layer: 'Square', reason: 'state-untested' }]);
  expect(warningText(warnings[0])).toMatch(/^Square: it cannot be copied, .* was not tried\.$/);
  expect(await warningsOf(wired('private x!: Tensor;', 'this.x'))).toEqual([]);
});

it('nor can one whose passes are functions of its own', async () => {
  const literal =
    '{ kept: normal([1], 1), forward(x: Tensor) { this.kept = x; return x.sum(); }, backward(dout: number) { return this.kept.mul(0).add(dout); } }';
  expect(await warningsOf(wired('private x!: Tensor;', 'this.x', literal))).toEqual([
    { code: 'vacuous-check', layer: 'lastLayer', reason: 'state-untested' },
  ]);
});

it('a layer of a network, whose function makes it anew, can', async () => {
  const text = `class Square {
  #x!: Tensor;
  forward(x: Tensor) { this.#x = x; return x.mul(x); }
  backward(dout: Tensor) { return dout.mul(this.#x).mul(2); }
}
export default network('N', () => layer(new Square(), input('x', normal([4, 3], 1))).sum());`;
  expect(await warningsOf(text)).toEqual([]);
});
