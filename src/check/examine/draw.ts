// Values like given ones, drawn anew: of the same mean and scale; what is whole, one-hot, a probability or not negative
// stays so, because the code may rely on it.

import type { Random } from '../../engine/random';
import { dtypeOf, zeros, type Shape, type Tensor } from '../../engine/tensor';
import type { Subject, Values } from './subject';

/** All of a layer's operands, with the shapes that they have. */
export function otherValues(subject: Subject, random: Random): Values {
  return drawnLike(
    subject,
    subject.operands.map((_, k) => valueOf(subject.values, subject, k).shape),
    random,
  );
}

/** All of a layer's operands, with other shapes. */
export function drawnLike(subject: Subject, shapes: readonly Shape[], random: Random): Values {
  const drawn = subject.operands.map(({ kind, differentiable }, k) =>
    redrawn(
      valueOf(subject.values, subject, k),
      shapes[k],
      random,
      kind === 'input' && !differentiable ? 'label' : kind,
    ),
  );
  const count = subject.values.inputs.length;
  return {
    inputs: drawn.slice(0, count),
    params: new Map([...subject.values.params.keys()].map((name, k) => [name, drawn[count + k]])),
  };
}

export function valueOf({ inputs, params }: Values, { operands }: Subject, k: number): Tensor {
  return k < inputs.length ? inputs[k] : params.get(operands[k].name)!;
}

type Kind = 'input' | 'param' | 'label';

function redrawn(t: Tensor, shape: Shape, random: Random, kind: Kind): Tensor {
  const result = zeros(shape, dtypeOf(t));
  const { data } = result;
  const next = drawer(t, random, kind);
  const width = shape.at(-1) ?? 1;
  if (next === 'rows') fillOneHot(data, width, random);
  else for (let i = 0; i < data.length; i++) data[i] = next();
  if (next !== 'rows' && kind !== 'param' && isProbabilities(t)) normalise(data, width);
  return result;
}

/** What draws one element; `rows` where each row is a single 1 among zeros. */
function drawer(t: Tensor, random: Random, kind: Kind): (() => number) | 'rows' {
  const { mean, deviation, min, max, whole } = traitsOf(t);
  if (kind !== 'param' && isOneHot(t)) return 'rows';
  if (kind !== 'param' && whole && (kind === 'label' || max > min)) return () => min + random.below(max - min + 1);
  // Of one number, or of many that are equal, the scale is the number's own.
  if (max === min) return () => (mean === 0 ? AROUND_ZERO * random.normal() : mean * (0.5 + random.uniform()));
  if (min >= 0 || max <= 0) return () => min + (max - min) * random.uniform();
  return () => mean + deviation * random.normal();
}

const AROUND_ZERO = 0.1;

function traitsOf({ data }: Tensor): { mean: number; deviation: number; min: number; max: number; whole: boolean } {
  let [sum, min, max, whole] = [0, Infinity, -Infinity, true];
  for (let i = 0; i < data.length; i++) {
    sum += data[i];
    min = Math.min(min, data[i]);
    max = Math.max(max, data[i]);
    whole &&= Number.isInteger(data[i]);
  }
  const mean = sum / data.length;
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += (data[i] - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / data.length), min, max, whole };
}

function isOneHot(t: Tensor): boolean {
  return (
    t.shape.length > 0 && (t.shape.at(-1) ?? 1) > 1 && isProbabilities(t) && t.data.every((x) => x === 0 || x === 1)
  );
}

const NEAR = 1e-6;

/** Nothing negative, and every row's sum is 1. */
function isProbabilities({ shape, data }: Tensor): boolean {
  const width = shape.at(-1) ?? 1;
  if (width < 2 || data.length === 0) return false;
  for (let start = 0; start < data.length; start += width) {
    let sum = 0;
    for (let i = start; i < start + width; i++) {
      if (data[i] < 0) return false;
      sum += data[i];
    }
    if (Math.abs(sum - 1) > NEAR) return false;
  }
  return true;
}

function fillOneHot(data: Tensor['data'], width: number, random: Random): void {
  for (let start = 0; start < data.length; start += width) data[start + random.below(width)] = 1;
}

function normalise(data: Tensor['data'], width: number): void {
  for (let start = 0; start < data.length; start += width) {
    let sum = 0;
    for (let i = start; i < start + width; i++) sum += data[i];
    for (let i = start; i < start + width; i++) data[i] /= sum;
  }
}
