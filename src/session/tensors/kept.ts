// The networks that were checked last, with all their numbers, for questions about them.

import type { Checked } from '../../check/checked';
import type { Network } from '../../network/types';

/** A finished check. */
export interface Finished {
  readonly network: Network;
  readonly checked: Checked;
}

interface Kept {
  readonly check: number;
  readonly finished: Finished;
  readonly bytes: number;
}

const MOST_NETWORKS = 4;
const MOST_BYTES = 256 * 2 ** 20;

/** One for each document. Those longest not asked for go first. */
export class KeptChecks {
  private readonly kept = new Map<string, Kept>();

  set(uri: string, check: number, finished: Finished): void {
    this.drop(uri);
    this.kept.set(uri, { check, finished, bytes: bytesOf(finished.checked) });
    let bytes = 0;
    for (const [at, [one, kept]] of [...this.kept].toReversed().entries()) {
      bytes += kept.bytes;
      if (at >= MOST_NETWORKS || bytes > MOST_BYTES) this.kept.delete(one);
    }
  }

  /** Null where it has been dropped, or a later check has taken its place. */
  get(uri: string, check: number): Finished | null {
    const found = this.kept.get(uri);
    if (found?.check !== check) return null;
    this.kept.delete(uri);
    this.kept.set(uri, found);
    return found.finished;
  }

  drop(uri: string): void {
    this.kept.delete(uri);
  }
}

function bytesOf({ tape, gradients, tensors }: Checked): number {
  const arrays = [
    ...tape.values.map(({ data }) => data),
    ...gradients.map((gradient) => gradient?.data),
    ...tensors.flatMap(({ numeric, bound, verdicts }) => [numeric, bound, verdicts]),
  ];
  return arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
}
