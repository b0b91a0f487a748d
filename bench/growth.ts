// How time and memory of a whole check grow: each point in a process of its own.
import { Contender } from './contender';
import { deepSigmoid, dense, nameOf, parameters, type NetworkSpec } from './networks';
import type { Accuracy, OwnRequest } from './own';

export interface Point {
  readonly network: NetworkSpec;
  readonly method: 'auto' | 'response' | 'projection';
  /** What it is drawn over: parameters, batch, layers, units. */
  readonly at: number;
  /** Null where it did not end in time. */
  readonly found: Found | null;
}

interface Found {
  /** CPU seconds of the first check in the process, everything still to be compiled. */
  readonly first: number;
  /** Of one of the checks that followed; of a long one, the first. */
  readonly warm: number;
  readonly peak: number;
  readonly accuracy: Accuracy;
}

export interface Curve {
  readonly over: string;
  readonly points: readonly Point[];
}

export const MILLION = dense(3, 784, 1000, 200, 10);
export const TEN_MILLION = dense(3, 784, 3000, 2500, 10);

/** Longer ones are not repeated. */
const LONG = 2;
const WARM_UP = 0.3;

type Plan = readonly (readonly [at: number, network: NetworkSpec, method?: Point['method']])[];

function plans(short: boolean): Readonly<Record<string, Plan>> {
  const some = (whole: readonly number[]): readonly number[] => (short ? whole.filter((_, i) => i % 2 === 0) : whole);
  const byParameters = [
    dense(3, 10, 6, 5),
    dense(3, 40, 20, 9),
    dense(3, 200, 47, 10),
    dense(3, 784, 126, 10),
    dense(3, 784, 1258, 10),
    MILLION,
  ];
  return {
    parameters: [
      ...byParameters.map((network) => [parameters(network), network] as const),
      [parameters(MILLION), MILLION, 'response'],
      [parameters(MILLION), MILLION, 'projection'],
      [parameters(TEN_MILLION), TEN_MILLION, 'projection'],
    ],
    batch: some([1, 3, 10, 30, 100, 300, 1000]).map((batch) => [batch, dense(batch, 784, 50, 10)]),
    depth: some([1, 2, 4, 6, 8, 10, 12]).map((layers) => [layers, deepSigmoid(layers, 16)]),
    width: some([16, 32, 64, 128, 256]).map((units) => [units, dense(16, 64, units, units, 10)]),
  };
}

export async function growth(short: boolean, limit: number): Promise<Curve[]> {
  const curves: Curve[] = [];
  for (const [over, plan] of Object.entries(plans(short))) {
    const points: Point[] = [];
    for (const [at, network, method = 'auto'] of plan) {
      console.error(`growth over ${over}: ${nameOf(network)}, ${method} ...`);
      points.push({ at, network, method, found: await measure(network, method, limit) });
    }
    curves.push({ over, points });
  }
  return curves;
}

async function measure(network: NetworkSpec, method: Point['method'], limit: number): Promise<Found | null> {
  const own = Contender.own();
  const timer = setTimeout(() => own.end(), limit * 1000);
  try {
    const request: OwnRequest = { do: 'check', network, method, least: 0 };
    const { seconds: first, peak, accuracy } = await own.ask(request);
    if (!accuracy) throw new Error('no accuracy was told');
    if (first > LONG) return { first, warm: first, peak, accuracy };
    await own.ask({ ...request, least: WARM_UP });
    const { seconds: warm } = await own.ask({ ...request, least: WARM_UP });
    return { first, warm, peak, accuracy };
  } catch (error) {
    if (own.ended) return null;
    throw error;
  } finally {
    clearTimeout(timer);
    own.end();
  }
}

/** By which power of `at` the time grows from one point to the next, of those measured with the same method. */
export function powers({ points }: Curve): (number | null)[] {
  return points.map(({ at, method, found }, i) => {
    const before = points.slice(0, i).findLast((point) => point.method === method && point.found && point.at < at);
    if (!found || !before?.found) return null;
    return Math.log(found.warm / before.found.warm) / Math.log(at / before.at);
  });
}
