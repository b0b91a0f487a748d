// A bench for diagnoses made of numbers alone: a reference layer with a wrong backward pass, at any size.

import type { Case, Lab, Variation } from '../../../src/check/diagnosis/case';
import { normOf, residualOf } from '../../../src/check/diagnosis/match';
import type { Steps } from '../../../src/check/estimate';
import { randomStream, type Random } from '../../../src/engine/random';
import { sizeOf, type Shape, type Tensor } from '../../../src/engine/tensor';
import type { Bug } from './corpus';
import * as layers from './layers';
import type { Layer, Sizes, Values } from './layers';

/** Of the truth, relative to its largest element: what differences leave. */
const NOISE = 1e-10;

export const layerOf = ({ layer }: Pick<Bug, 'layer'>): Layer => layers[layer] as Layer;

export function sizesOf(seed: number): Sizes {
  const random = randomStream(seed, 'sizes');
  const extent = (): number => 1 + random.below(6);
  return { n: extent(), a: extent(), b: extent() };
}

export function draw(layer: Layer, sizes: Sizes, seed: number, stream = 'values'): Values {
  const random = randomStream(seed, stream);
  return Object.fromEntries(
    Object.entries(layer.operands).map(([name, { shape, draw = normal }]) => [name, draw(random, shape(sizes))]),
  );
}

export function normal(random: Random, shape: Shape): Tensor {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => random.normal()) };
}

/** Null where the wrong code does not run. */
function caseOf(bug: Bug, sizes: Sizes, seed: number, { scale = 1, backwards = 1 }: Partial<Variation>): Case | null {
  const layer = layerOf(bug);
  const values = draw(layer, sizes, seed);
  const y = layer.forward(values);
  const random = randomStream(seed, 'dout');
  const dout = { shape: y.shape, data: normal(random, y.shape).data.map((value) => scale * value) };
  const found = bug.wrong(values, y, dout, { backwards, other: draw(layer, sizes, seed, 'other') });
  if (found === undefined) return null;
  const exact = layer.backward(values, y, dout)[bug.operand];
  const bound = NOISE * Math.max(...exact.data.map(Math.abs));
  const truth = { shape: exact.shape, data: exact.data.map((value) => value + bound * (2 * random.uniform() - 1)) };
  const of = (kind: string): Map<string, Tensor> =>
    new Map(Object.entries(values).filter(([name]) => layer.operands[name].kind === kind));
  return {
    layer: 'Layer',
    type: bug.layer,
    operand: bug.operand,
    kind: layer.operands[bug.operand].kind === 'param' ? 'param' : 'input',
    inputs: of('input'),
    params: of('param'),
    outputs: new Map([['out', y]]),
    douts: new Map([['out', dout]]),
    found,
    returned: new Map([[bug.operand, found]]),
    truth,
    bound,
  };
}

/** The bench of a bug; null where at these sizes the wrong gradient is the right one, or the code does not run. */
export function labOf(bug: Bug, seed: number): Lab | null {
  const sizes = bug.sizes?.(sizesOf(seed)) ?? sizesOf(seed);
  const met = caseOf(bug, sizes, seed, {});
  if (!met || (met.found && isRight(met.found, met.truth))) return null;
  return { met, broken: new Set(bug.broken), measure: (variation) => measured(bug, sizes, seed, variation) };
}

// eslint-disable-next-line require-yield -- Nothing here takes long.
function* measured(bug: Bug, sizes: Sizes, seed: number, variation: Variation): Steps<Case | null> {
  if (variation.keep) return caseOf(bug, sizes, seed, variation);
  const n = variation.batch ?? sizes.n;
  const largest = Math.max(n, sizes.n, sizes.a, sizes.b);
  const widths = variation.widths ? { a: largest + 1, b: largest + 2 } : {};
  return caseOf(bug, { ...sizes, n, ...widths }, 1000 * seed + variation.seed, variation);
}

function isRight(found: Tensor, truth: Tensor): boolean {
  return normOf(truth) === 0 ? normOf(found) === 0 : residualOf(found, truth) <= 1e-6;
}
