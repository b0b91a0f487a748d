// The results as a page of Markdown.
import os from 'node:os';
import { OWN, PEERS, type Comparison, type OwnKey, type PeerKey, type Training } from './comparison';
import type { Limits, Versions } from './contender';
import { powers, type Curve, type Point } from './growth';
import type { Timing } from './measure';
import { strictMultiplyAdds, nameOf, parameters, type NetworkSpec } from './networks';
import { significant, targets, type Results } from './targets';

export interface Machine {
  readonly versions: Versions;
  /** Measured before and after everything else. */
  readonly limits: readonly [Limits, Limits];
  readonly loadBefore: number;
  readonly short: boolean;
}

const MEBIBYTE = 2 ** 20;
/** Both ways: x + h and x - h. */
const WAYS = 2;
const STEP_MULTIPLY_ADDS = 100 * (2 * 784 * 50 + 3 * 50 * 10);

export function page(machine: Machine, results: Results): string {
  const limits = better(machine.limits);
  return [
    '# Measured',
    ...howMeasured(machine),
    '## The machine',
    ...machineSection(machine),
    '## Whole checks',
    'Forward, backward, numerical gradients and comparison. Ratios are those of medians: how many times as long as this tool with the parameters alone, which is all that the others check.',
    ...results.comparisons.flatMap((comparison) => comparisonSection(comparison, limits)),
    '## Training',
    ...trainingSection(results, limits),
    '## Growth',
    'Every element of all tensors, each point in a new process; a projection compares three random directions of each tensor. `first` has everything still to be compiled, `warm` is one of the checks that follow (of one over 2 s: the first). `power` is the p of time ~ size^p from the last point with that method.',
    ...results.curves.flatMap(curveSection),
    '## Targets',
    ...targetSection(results),
  ].join('\n\n');
}

function howMeasured({ short }: Machine): string[] {
  return [
    `By \`npm run bench${short ? ' -- --quick' : ''}\`, which writes this page. All times are CPU seconds of one process: of PyTorch and NumPy on one thread; of this tool its helper threads (compiler, garbage collector) included. The contenders run by turns, round after round, each in a process that stays; what is shorter than ${short ? '0.1' : '0.3'} s is repeated for as long. The first round warms up: in it each contender runs for 2 s at least, so that what is compiled on the way is measured as it runs from then on (the growth curves tell the first run by itself). Tables give the median, and the least and the most of all runs; ratios hold better than times, since both sides met the same load.`,
    "This tool is bundled as it ships and runs by its public interface on networks that are read from JSON: no code is special to a network. Its check includes the spot check by plain differences. PyTorch and NumPy are those of Debian, on OpenBLAS, with the same networks in float64; the book's loop and gradcheck look at the parameters alone.",
    short
      ? 'A short run: of slow peers one element in so many was measured, and the time of all told from that ("by a share").'
      : 'Nothing is told from a share: all elements of the slow peers were measured.',
  ];
}

function machineSection({ versions, limits, loadBefore }: Machine): string[] {
  const [before, after] = limits;
  const both = (of: (limit: Limits) => number): string =>
    `${significant(of(before) / 1e9)} before, ${significant(of(after) / 1e9)} after`;
  return [
    table(
      ['', ''],
      [
        ['processor', `${os.cpus()[0].model}, ${os.cpus().length} cores`],
        ['memory', `${Math.round(os.totalmem() / 2 ** 30)} GiB`],
        ['load when it began', significant(loadBefore)],
        ['multiply-adds by OpenBLAS (1000³), 10⁹ a second', both(({ multiplyAdds }) => multiplyAdds)],
        ['memory copied (read and written), 10⁹ bytes a second', both(({ bytes }) => bytes)],
        ['Node', process.version],
        ['Python, NumPy, PyTorch', `${versions.python}, ${versions.numpy}, ${versions.torch}`],
      ],
    ),
  ];
}

function comparisonSection({ network, own, peers, every, accuracy }: Comparison, limits: Limits): string[] {
  const row = (name: string, timing: Timing): string[] => [
    name,
    duration(timing.median),
    spread(timing),
    ratio(timing.median / own.autoParams.median),
    ratio(timing.median / own.responseParams.median),
  ];
  const share = (key: PeerKey): string => (every > 1 && key !== 'gradcheck-fast' ? `, by a share of 1/${every}` : '');
  const floor = floorOf(network, limits);
  return [
    `### ${nameOf(network)}: ${parameters(network).toLocaleString('en')} parameters`,
    table(
      ['', 'median', 'range (runs)', 'of `auto`', 'of `response`'],
      [
        ...(Object.keys(PEERS) as PeerKey[]).map((key) => row(PEERS[key] + share(key), peers[key])),
        ...(Object.keys(OWN) as OwnKey[]).map((key) => row(OWN[key].name, own[key])),
        ...(floor === null
          ? []
          : [
              [
                "arithmetic of strict propagation (nothing skipped) at OpenBLAS's rate",
                duration(floor),
                '',
                ratio(floor / own.autoParams.median),
                ratio(floor / own.responseParams.median),
              ],
            ]),
      ],
    ),
    `\`auto\` on all tensors: ${accuracy.status}, ${accuracy.compared.toLocaleString('en')} elements; largest error ${significant(accuracy.ofLargest)} of the tensor's largest gradient, ${significant(accuracy.relative)} relative above 1e-4 of it.`,
  ];
}

function floorOf(network: NetworkSpec, { multiplyAdds }: Limits): number | null {
  const products = strictMultiplyAdds(network);
  return products === null ? null : (WAYS * products) / multiplyAdds;
}

function trainingSection({ step, epoch }: Results, { multiplyAdds }: Limits): string[] {
  const row = (name: string, { own, peer }: Training): string[] => [
    name,
    duration(own.median),
    spread(own),
    duration(peer.median),
    spread(peer),
    ratio(peer.median / own.median),
  ];
  const atLimit = STEP_MULTIPLY_ADDS / multiplyAdds;
  return [
    table(
      ['784-50-10, batch 100', 'this tool', 'range (runs)', 'PyTorch', 'range (runs)', 'PyTorch by this tool'],
      [row('forward and backward', step), row('an epoch of 10,000 digits', epoch)],
    ),
    `The multiply-adds of one step would last ${duration(atLimit)} at the rate of OpenBLAS: this tool reaches ${significant((100 * atLimit) / step.own.median)} % of it, PyTorch ${significant((100 * atLimit) / step.peer.median)} %.`,
  ];
}

function curveSection(curve: Curve): string[] {
  const exponents = powers(curve);
  const row = ({ at, network, method, found }: Point, i: number): string[] => [
    at.toLocaleString('en'),
    nameOf(network),
    `\`${method}\``,
    ...(found
      ? [
          found.accuracy.status,
          found.accuracy.compared.toLocaleString('en'),
          duration(found.first),
          duration(found.warm),
          `${Math.round(found.peak / MEBIBYTE)} MiB`,
        ]
      : ['did not end in time', '', '', '', '']),
    exponents[i] === null ? '' : exponents[i].toFixed(2),
  ];
  return [
    `### Over ${curve.over}`,
    table(
      [curve.over, 'network', 'method', 'verdict', 'compared', 'first', 'warm', 'peak memory', 'power'],
      curve.points.map(row),
    ),
  ];
}

function targetSection(results: Results): string[] {
  const rows = targets(results).map(({ what, wanted, found, met }) => [
    what,
    wanted,
    found,
    met ? 'met' : '**missed**',
  ]);
  return [
    'Where they are compared with PyTorch, checks are of the parameters alone, or of all tensors where that is shorter; elsewhere of every element of all tensors.',
    table(['', 'target', 'measured', ''], rows),
  ];
}

const better = ([a, b]: readonly [Limits, Limits]): Limits => ({
  multiplyAdds: Math.max(a.multiplyAdds, b.multiplyAdds),
  bytes: Math.max(a.bytes, b.bytes),
});

function duration(seconds: number): string {
  if (seconds >= 1) return `${significant(seconds)} s`;
  return seconds >= 1e-3 ? `${significant(seconds * 1e3)} ms` : `${significant(seconds * 1e6)} µs`;
}

const spread = ({ least, most, runs }: Timing): string => `${duration(least)} to ${duration(most)} (${runs})`;
const ratio = (value: number): string => `${significant(value)} ×`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
