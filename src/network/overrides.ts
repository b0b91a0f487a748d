// Numbers in the place of those that a network's text gives to its inputs and params.

import { flatOf, hasIndex, type Data, type Tensor } from '../engine/tensor';
import type { Network } from './types';

/** One element of an input or a param, and the number that is to stand there. */
export interface Override {
  readonly tensor: string;
  readonly index: readonly number[];
  readonly value: number;
}

export interface Replaced extends Override {
  /** What the text gives. */
  readonly was: number;
}

/** Of one reading of a network. */
export class Overrides {
  /** In the order in which they were asked for. */
  private readonly found: (Replaced | undefined)[];

  constructor(private readonly wanted: readonly Override[]) {
    this.found = wanted.map(() => undefined);
  }

  /** Those that have found their element. */
  get replaced(): readonly Replaced[] {
    return this.found.filter((one) => one !== undefined);
  }

  /** The tensor's numbers with the others in their places: a copy where there are any. */
  applied(name: string, { shape, data }: Pick<Tensor, 'shape' | 'data'>): Data {
    if (!this.wanted.some(({ tensor }) => tensor === name)) return data;
    const result = data.slice();
    this.wanted.forEach((override, n) => {
      const { tensor, index, value } = override;
      if (tensor !== name || !hasIndex(shape, index)) return;
      const flat = flatOf(shape, index);
      // A program that makes its layers again is given the same numbers again.
      this.found[n] ??= { ...override, was: data[flat] };
      result[flat] = value;
    });
    return result;
  }
}

/** The network with other numbers in its inputs and params. Of a program this is not all: what it computes while it runs is of the old ones. */
export function withOverrides(network: Network, overrides: Overrides): Network {
  const { graph } = network;
  const sources = new Map(graph.sources);
  for (const { id, name, role } of graph.values) {
    const source = sources.get(id);
    if (source && role !== 'constant') sources.set(id, { ...source, data: overrides.applied(name, source) });
  }
  return { ...network, graph: { ...graph, sources } };
}
