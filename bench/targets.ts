// What the project set itself to reach, beside what was measured.
import { TWO_LAYER, DEEP, type Comparison, type PeerKey, type Training } from './comparison';
import { MILLION, TEN_MILLION, type Curve, type Point } from './growth';
import { CONVOLUTION, nameOf, type NetworkSpec } from './networks';

export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly found: string;
  readonly met: boolean;
}

export interface Results {
  readonly comparisons: readonly Comparison[];
  readonly step: Training;
  readonly epoch: Training;
  readonly curves: readonly Curve[];
}

const GIBIBYTE = 2 ** 30;

export function targets({ comparisons, step, epoch, curves }: Results): Target[] {
  const of = (network: NetworkSpec): Comparison => comparisons.find((each) => each.network === network)!;
  const times = (network: NetworkSpec, method: 'auto' | 'response', peer: PeerKey, wanted: number): Target => {
    const { own, peers } = of(network);
    // A check of all tensors is one of the parameters too, and with `response` it may be the shorter one.
    const mine = Math.min(own[method].median, own[`${method}Params`].median);
    const mode = peer === 'gradcheck-fast' ? 'fast' : 'slow';
    const what = `${nameOf(network)}: \`${method}\` against PyTorch's ${mode} mode`;
    return atLeast(what, peers[peer].median / mine, wanted);
  };
  const worst = (part: 'ofLargest' | 'relative'): number =>
    Math.max(...[TWO_LAYER[3], TWO_LAYER[100]].map((network) => of(network).accuracy[part]));
  const points = curves.flatMap((curve) => curve.points);
  const million = points.find(({ network, method }) => network === MILLION && method === 'auto');
  const tenMillion = points.find(({ network }) => network === TEN_MILLION);
  return [
    times(TWO_LAYER[3], 'auto', 'gradcheck-slow', 5000),
    times(TWO_LAYER[100], 'auto', 'gradcheck-slow', 1000),
    times(TWO_LAYER[3], 'response', 'gradcheck-slow', 10_000),
    times(TWO_LAYER[100], 'response', 'gradcheck-slow', 5000),
    times(TWO_LAYER[3], 'response', 'gradcheck-fast', 8),
    times(TWO_LAYER[100], 'response', 'gradcheck-fast', 1.5),
    atMost('784-50-10: largest error by the largest gradient', worst('ofLargest'), 1e-14),
    atMost('784-50-10: relative error of elements above 1e-4 of the largest', worst('relative'), 1e-9),
    times(DEEP, 'response', 'gradcheck-slow', 300),
    times(CONVOLUTION, 'auto', 'gradcheck-slow', 600),
    atLeast('784-50-10, batch 100: forward and backward against PyTorch', step.peer.median / step.own.median, 1),
    atLeast('784-50-10: an epoch of 10,000 digits against PyTorch', epoch.peer.median / epoch.own.median, 1),
    ...limits(million, 60, GIBIBYTE),
    ...limits(tenMillion, 20),
  ];
}

function atLeast(what: string, ratio: number, wanted: number): Target {
  return { what, wanted: `${significant(wanted)} ×`, found: `${significant(ratio)} ×`, met: ratio >= wanted };
}

function atMost(what: string, value: number, wanted: number): Target {
  return { what, wanted: `under ${wanted}`, found: significant(value), met: value < wanted };
}

/** CPU seconds and peak memory. */
function limits(point: Point | undefined, seconds: number, bytes?: number): Target[] {
  if (!point) return [];
  const { network, method, found } = point;
  const what = `${nameOf(network)}: a whole check, \`${method}\``;
  if (!found) return [{ what, wanted: `under ${seconds} s`, found: 'did not end in time', met: false }];
  const time = {
    what,
    wanted: `under ${seconds} s`,
    found: `${significant(found.first)} s`,
    met: found.first < seconds,
  };
  if (bytes === undefined) return [time];
  const memory = {
    what: `${what}, memory`,
    wanted: `under ${bytes / GIBIBYTE} GiB`,
    found: `${significant(found.peak / GIBIBYTE)} GiB`,
    met: found.peak < bytes,
  };
  return [time, memory];
}

/** Three digits; powers of ten only far from one. */
export function significant(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3) return value.toExponential(1);
  return size >= 1000
    ? Math.round(Number(value.toPrecision(3))).toLocaleString('en')
    : String(Number(value.toPrecision(3)));
}
