// Runs of several contenders by turns, so that what disturbs the machine disturbs all of them.

/** CPU seconds. */
export interface Timing {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
}

export interface Pace {
  readonly rounds: number;
  /** Seconds of each contender, after which it is not asked again. */
  readonly budget: number;
  /** CPU seconds that a short run is repeated for. */
  readonly least: number;
  /** In the first round, of each: what is compiled while it runs is then measured as it runs in the end. */
  readonly warmUp: number;
}

/**
 * Each is asked for CPU seconds once in every round, in the same order, until it has had all rounds or has lasted as long
 * as its budget. The first round warms up, for which each is told to last longer: it counts for those alone that come to no
 * second one.
 */
export async function interleaved(
  contenders: readonly ((least: number) => Promise<number>)[],
  { rounds, budget, least, warmUp }: Pace,
): Promise<Timing[]> {
  const times = contenders.map((): number[] => []);
  const spent = new Array<number>(contenders.length).fill(0);
  for (let round = 0; round <= rounds; round++) {
    for (let i = 0; i < contenders.length; i++) {
      if (spent[i] >= budget) continue;
      const start = performance.now();
      times[i].push(await contenders[i](round === 0 ? warmUp : least));
      spent[i] += (performance.now() - start) / 1000;
    }
  }
  return times.map((each) => timingOf(each.length > 1 ? each.slice(1) : each));
}

function timingOf(times: readonly number[]): Timing {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, least: sorted[0], most: sorted[sorted.length - 1], runs: sorted.length };
}
