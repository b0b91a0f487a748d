// Whole checks and training steps of the same networks, this tool beside the book's loop and PyTorch.
import type { Contender, PeerRequest } from './contender';
import { interleaved, type Pace, type Timing } from './measure';
import { CONVOLUTION, deepSigmoid, dense, nameOf, type NetworkSpec } from './networks';
import type { Accuracy, OwnRequest } from './own';

export interface Effort extends Pace {
  /** Of slow peers only a share of the elements is measured. */
  readonly extrapolates: boolean;
}

export const OWN = {
  auto: { name: 'this tool, `auto`, every element of all tensors', method: 'auto' },
  autoParams: { name: 'this tool, `auto`, parameters alone', method: 'auto', tensors: ['*.W', '*.b'] },
  response: { name: 'this tool, `response`, every element of all tensors', method: 'response' },
  responseParams: { name: 'this tool, `response`, parameters alone', method: 'response', tensors: ['*.W', '*.b'] },
} as const;

export const PEERS = {
  book: "the book's loop in NumPy",
  'gradcheck-slow': 'PyTorch gradcheck, slow mode (every element)',
  'gradcheck-fast': 'PyTorch gradcheck, fast mode (one random projection)',
} as const;

export type OwnKey = keyof typeof OWN;
export type PeerKey = keyof typeof PEERS;

export interface Comparison {
  readonly network: NetworkSpec;
  readonly own: Readonly<Record<OwnKey, Timing>>;
  readonly peers: Readonly<Record<PeerKey, Timing>>;
  /** One in so many elements of the slow peers was measured. */
  readonly every: number;
  readonly accuracy: Accuracy;
}

export interface Training {
  readonly own: Timing;
  readonly peer: Timing;
}

export const TWO_LAYER = {
  3: dense(3, 784, 50, 10),
  10: dense(10, 784, 50, 10),
  100: dense(100, 784, 50, 10),
} as const;
export const SMALL = dense(8, 20, 16, 5);
export const DEEP = deepSigmoid(10, 16);

/** With the share of the elements that a short run measures of the slow peers. */
const COMPARED: readonly { readonly network: NetworkSpec; readonly every: number }[] = [
  { network: TWO_LAYER[3], every: 20 },
  { network: TWO_LAYER[10], every: 20 },
  { network: TWO_LAYER[100], every: 100 },
  { network: SMALL, every: 1 },
  { network: DEEP, every: 100 },
  { network: CONVOLUTION, every: 20 },
];

export async function compareAll(own: Contender, peers: Contender, effort: Effort): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const { network, every } of COMPARED) {
    console.error(`${nameOf(network)} ...`);
    comparisons.push(await compare(own, peers, network, effort.extrapolates ? every : 1, effort));
  }
  return comparisons;
}

async function compare(
  own: Contender,
  peers: Contender,
  network: NetworkSpec,
  every: number,
  effort: Effort,
): Promise<Comparison> {
  const ownKeys = Object.keys(OWN) as OwnKey[];
  const peerKeys = Object.keys(PEERS) as PeerKey[];
  const requestOf = (key: OwnKey, least: number): OwnRequest => ({ ...OWN[key], do: 'check', network, least });
  const peerRequest = (key: PeerKey, least: number): PeerRequest => ({
    do: key,
    network,
    least,
    every: key === 'gradcheck-fast' ? 1 : every, // which looks at no elements
  });
  let ofAuto: Accuracy | null = null;
  const timings = await interleaved(
    [
      ...ownKeys.map((key) => async (least: number) => {
        const { seconds, accuracy } = await own.ask(requestOf(key, least));
        if (key === 'auto' && accuracy) ofAuto = accuracy;
        return seconds;
      }),
      ...peerKeys.map((key) => async (least: number) => (await peers.ask(peerRequest(key, least))).seconds),
    ],
    effort,
  );
  if (!ofAuto) throw new Error('no accuracy was told');
  return {
    network,
    own: Object.fromEntries(ownKeys.map((key, i) => [key, timings[i]])) as Record<OwnKey, Timing>,
    peers: Object.fromEntries(peerKeys.map((key, i) => [key, timings[ownKeys.length + i]])) as Record<PeerKey, Timing>,
    every,
    accuracy: ofAuto,
  };
}

export async function compareTraining(
  own: Contender,
  peers: Contender,
  what: 'step' | 'epoch',
  effort: Effort,
): Promise<Training> {
  console.error(`training, one ${what} ...`);
  const request = { do: what, network: TWO_LAYER[100], every: 1 };
  const [mine, peer] = await interleaved(
    [own, peers].map((contender) => async (least: number) => (await contender.ask({ ...request, least })).seconds),
    effort,
  );
  return { own: mine, peer };
}
