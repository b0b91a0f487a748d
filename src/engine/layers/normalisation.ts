// What BatchNorm and LayerNorm share: a group of elements brought to mean 0 and variance 1.

import { placeIn, stillLanes, type DifferenceCall } from '../difference';
import type { Attributes, Expander, JvpCall, Term } from '../op';
import { add } from '../ops/add';
import { div } from '../ops/div';
import { mean } from '../ops/mean';
import { sqrt } from '../ops/sqrt';
import { square } from '../ops/square';
import { sub } from '../ops/sub';
import type { Data } from '../tensor';

/** The elements normalised together: `runs` runs of `length` neighbours, the first at `start`, `stride` apart. */
export interface Group {
  start: number;
  readonly runs: number;
  readonly stride: number;
  readonly length: number;
}

/** What a group is normalised by. Its mean is `mean + rest`: far from 0, distances feel what a single number rounds off. */
export interface Centre {
  readonly mean: number;
  readonly rest: number;
  /** sqrt(variance + epsilon), with the biased variance: the mean of the squared distances from the mean. */
  readonly deviation: number;
}

export function centreOf(x: Data, { start, runs, stride, length }: Group, epsilon: number): Centre {
  const size = runs * length;
  const mean = sumFrom(0) / size;
  const rest = sumFrom(mean) / size;
  let squares = 0;
  for (let run = 0; run < runs; run++) {
    const from = start + run * stride;
    for (let i = from; i < from + length; i++) squares += (x[i] - mean - rest) ** 2;
  }
  return { mean, rest, deviation: Math.sqrt(squares / size + epsilon) };

  function sumFrom(origin: number): number {
    let sum = 0;
    for (let run = 0; run < runs; run++) {
      const from = start + run * stride;
      for (let i = from; i < from + length; i++) sum += x[i] - origin;
    }
    return sum;
  }
}

/**
 * dx += (g - mean(g) - n · mean(g · n)) / deviation, where n = (x - mean) / deviation and g = dout · gamma. gamma is
 * one number for the group (`gammaStep` 0) or one for each neighbour of a run (1).
 */
export function pullGroup(
  x: Data,
  group: Group,
  { mean, rest, deviation }: Centre,
  gamma: Data,
  gammaAt: number,
  gammaStep: 0 | 1,
  dout: Data,
  dx: Data,
): void {
  const { start, runs, stride, length } = group;
  let sum = 0;
  let sumAlong = 0;
  for (let run = 0; run < runs; run++) {
    const from = start + run * stride;
    for (let i = 0; i < length; i++) {
      const g = dout[from + i] * gamma[gammaAt + gammaStep * i];
      sum += g;
      sumAlong += (g * (x[from + i] - mean - rest)) / deviation;
    }
  }
  const meanG = sum / (runs * length);
  const meanAlong = sumAlong / (runs * length);
  for (let run = 0; run < runs; run++) {
    const from = start + run * stride;
    for (let i = 0; i < length; i++) {
      const g = dout[from + i] * gamma[gammaAt + gammaStep * i];
      const n = (x[from + i] - mean - rest) / deviation;
      dx[from + i] += (g - meanG - n * meanAlong) / deviation;
    }
  }
}

/** The same with all terms' magnitudes: dx += (|g| + mean(|g|) + |n| · mean(|g · n|)) / deviation. */
export function pullTerms(
  x: Data,
  group: Group,
  epsilon: number,
  gammaOf: (flat: number) => number,
  dout: Data,
  dx: Data,
): void {
  const { mean, rest, deviation } = centreOf(x, group, epsilon);
  const magnitudeAt = (flat: number): number => Math.abs(dout[flat] * gammaOf(flat));
  const distance = (flat: number): number => Math.abs(x[flat] - mean - rest) / deviation;
  const size = group.runs * group.length;
  let sum = 0;
  let sumAlong = 0;
  forEachMember(group, (flat) => {
    sum += magnitudeAt(flat);
    sumAlong += magnitudeAt(flat) * distance(flat);
  });
  forEachMember(group, (flat) => {
    dx[flat] += (magnitudeAt(flat) + sum / size + (distance(flat) * sumAlong) / size) / deviation;
  });
}

/** (x - mean) / sqrt(variance + epsilon) over the given axes, by primitive ops. */
export function normalise(to: Expander, x: Term, axes: readonly number[], { epsilon }: Attributes): Term {
  const over = { axis: axes, keepDims: true };
  const centred = to.apply(sub, [x, to.apply(mean, [x], over)]);
  const variance = to.apply(mean, [to.apply(square, [centred])], over);
  return to.apply(div, [centred, to.apply(sqrt, [to.apply(add, [variance, to.constant(epsilon as number)])])]);
}

/** What of a normalising layer one group's elements are scaled and shifted by: the same for all, or one each. */
type FeatureOf = (flat: number) => number;

/**
 * How out = gamma · n + beta moves in one group, n = c / D, c = x - mean, D = sqrt(variance + epsilon): first the mean, then
 * the variance, mean(dc · (2c + dc)), then D, by its square's movement over the sum of both roots; dn = (dc - n · dD) / D'.
 */
export function moveGroup(call: DifferenceCall, group: Group, epsilon: number, featureOf: FeatureOf): void {
  const {
    operands: [x, gamma],
    deltas: [dx, dgamma, dbeta],
    change,
    lanes,
  } = call;
  const still = stillLanes(lanes);
  const { mean, rest, deviation } = centreOf(x.data, group, epsilon);
  const centred = (flat: number): number => x.data[flat] - mean - rest;
  const shift = new Float64Array(lanes);
  const widening = new Float64Array(lanes);
  const size = group.runs * group.length;
  const rowOf = (delta: typeof dx, place: number): readonly [Float64Array, number] =>
    delta && place >= 0 ? [delta.data, place * lanes] : [still, 0];
  const moveAt = (flat: number) => rowOf(dx, dx ? placeIn(dx.box, x.shape, flat) : -1);
  if (dx) {
    forEachMember(group, (flat) => {
      const [d, at] = moveAt(flat);
      for (let lane = 0; lane < lanes; lane++) shift[lane] += d[at + lane] / size;
    });
    forEachMember(group, (flat) => {
      const [d, at] = moveAt(flat);
      const twice = 2 * centred(flat);
      for (let lane = 0; lane < lanes; lane++) {
        const dc = d[at + lane] - shift[lane];
        widening[lane] += (dc * (twice + dc)) / size;
      }
    });
    for (let lane = 0; lane < lanes; lane++) {
      widening[lane] /= Math.sqrt(deviation * deviation + widening[lane]) + deviation;
    }
  }
  forEachMember(group, (flat) => {
    const place = placeIn(change.box, x.shape, flat);
    if (place < 0) return;
    const [d, at] = moveAt(flat);
    const feature = featureOf(flat);
    const [g, gAt] = rowOf(dgamma, dgamma ? placeIn(dgamma.box, gamma.shape, feature) : -1);
    const [b, bAt] = rowOf(dbeta, dbeta ? placeIn(dbeta.box, gamma.shape, feature) : -1);
    const n = centred(flat) / deviation;
    const scale = gamma.data[feature];
    for (let lane = 0; lane < lanes; lane++) {
      const dn = (d[at + lane] - shift[lane] - n * widening[lane]) / (deviation + widening[lane]);
      change.data[place * lanes + lane] = scale * dn + g[gAt + lane] * (n + dn) + b[bAt + lane];
    }
  });
}

/**
 * Forward mode in one group: dn = (dc - n · mean(n · dc)) / D with dc = dx - mean(dx), and then the product with gamma.
 * Written inside of the box.
 */
export function pushGroup(call: JvpCall, group: Group, epsilon: number, featureOf: FeatureOf): void {
  const {
    operands: [x, gamma],
    tangents: [dx, dgamma, dbeta],
    into,
    box,
  } = call;
  const { mean, rest, deviation } = centreOf(x.data, group, epsilon);
  const size = group.runs * group.length;
  const n = (flat: number): number => (x.data[flat] - mean - rest) / deviation;
  const moved = (flat: number): number => dx?.data[flat] ?? 0;
  let [shift, along] = [0, 0];
  forEachMember(group, (flat) => (shift += moved(flat) / size));
  forEachMember(group, (flat) => (along += (n(flat) * (moved(flat) - shift)) / size));
  forEachMember(group, (flat) => {
    if (placeIn(box, x.shape, flat) < 0) return;
    const feature = featureOf(flat);
    const dn = (moved(flat) - shift - n(flat) * along) / deviation;
    const product = gamma.data[feature] * dn + (dgamma?.data[feature] ?? 0) * n(flat);
    into.data[flat] = product + (dbeta?.data[feature] ?? 0);
  });
}

function forEachMember({ start, runs, stride, length }: Group, visit: (flat: number) => void): void {
  for (let run = 0; run < runs; run++) {
    const from = start + run * stride;
    for (let i = from; i < from + length; i++) visit(i);
  }
}
