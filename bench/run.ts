// This tool beside the book's NumPy loop, PyTorch's gradcheck and the machine's own limit: prints the tables and writes
// bench/RESULTS.md. usage: npm run bench [-- --quick]; --quick measures a share of the slow peers' elements, in about 5
// minutes. Needs Debian's python3-torch, python3-numpy and libopenblas0-pthread, and as root installs them.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { compareAll, compareTraining, type Effort } from './comparison';
import { Contender } from './contender';
import { growth } from './growth';
import { page } from './report';
import { targets } from './targets';

const RESULTS = path.join(import.meta.dirname, 'RESULTS.md');
const QUICK: Effort = { rounds: 4, budget: 5, least: 0.1, warmUp: 2, extrapolates: true };
const FULL: Effort = { rounds: 5, budget: 120, least: 0.3, warmUp: 2, extrapolates: false };
/** Seconds, by the clock, after which a point of the growth curves is given up. */
const LIMIT = { quick: 120, full: 300 };

async function main(short: boolean): Promise<void> {
  const effort = short ? QUICK : FULL;
  const [loadBefore] = os.loadavg();
  const peers = Contender.peers();
  const own = Contender.own();
  try {
    const versions = await peers.ask({ do: 'versions' });
    const before = await peers.ask({ do: 'limits' });
    const comparisons = await compareAll(own, peers, effort);
    const step = await compareTraining(own, peers, 'step', effort);
    const epoch = await compareTraining(own, peers, 'epoch', effort);
    const curves = await growth(short, short ? LIMIT.quick : LIMIT.full);
    const limits = [before, await peers.ask({ do: 'limits' })] as const;
    const results = { comparisons, step, epoch, curves };
    const text = page({ versions, limits, loadBefore, short }, results);
    const written = await format(text, { ...(await resolveConfig(RESULTS)), parser: 'markdown' });
    fs.writeFileSync(RESULTS, written);
    console.log(written);
    const all = targets(results);
    console.log(`${all.filter(({ met }) => met).length} of ${all.length} targets met; written to ${RESULTS}`);
  } finally {
    peers.end();
    own.end();
  }
}

try {
  await main(process.argv.includes('--quick'));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
