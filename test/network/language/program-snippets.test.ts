// The snippets for programs, filled in as they stand: a network of them is right.
import { describe, expect, it } from 'vitest';
import { PROGRAM_SNIPPETS } from '../../../src/network/language/program-snippets';
import { reportOf } from '../../session/program';

const HEAD =
  "import { input, layer, network, normal, softmaxWithLoss, zeros } from 'gradient-debugger';\n" +
  "import type { Tensor } from 'gradient-debugger';\n";
const filledIn = (label: string): string =>
  PROGRAM_SNIPPETS.find((snippet) => snippet.label === label)!
    .text.replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace('$0', '');
const noFiles = { read: () => Promise.reject(new Error('no files')) };

const NETWORKS: readonly [string, string][] = [
  ['layer', filledIn('network')],
  [
    'layer with params',
    "export default network('N', () => layer(new Dense(), input('x', normal([2, 3], 1)), { name: 'D' }));",
  ],
  [
    'layer with two inputs',
    "export default network('N', () => layer(new SquaredError(), input('y', normal([2, 3], 1)), input('t', normal([2, 3], 1)), { name: 'L' }));",
  ],
];

describe('a snippet for programs', () => {
  it.each(NETWORKS)('%s: is right', async (label, network) => {
    const report = await reportOf(`${HEAD}${filledIn(label)}${network}`, noFiles);
    expect(report.faults).toEqual([]);
    expect(report.status).toBe('pass');
  });
});
