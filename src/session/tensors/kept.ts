// The networks that were checked last, with all their numbers, for questions about them.

import { CheckMemory } from '../../check';
import type { Checked } from '../../check/checked';
import type { Network } from '../../network/types';
import { areSame, changesBetween, snapshotOf, type Changes, type Snapshot } from '../changes';

/** A finished check. */
export interface Finished {
  readonly network: Network;
  readonly checked: Checked;
}

interface Kept {
  readonly check: number;
  readonly finished: Finished;
  readonly snapshot: Snapshot;
  /** Of the check before the last edit that changed a number. */
  readonly before: Snapshot | null;
  readonly bytes: number;
}

const MOST_NETWORKS = 4;
const MOST_BYTES = 256 * 2 ** 20;

/** One for each document. Those longest not asked for go first. */
export class KeptChecks {
  private readonly kept = new Map<string, Kept>();

  /** Tells what is different from the baseline, or without one from before the last edit; null where there was nothing before. */
  set(uri: string, check: number, finished: Finished, baseline?: Snapshot): Changes | null {
    const last = this.kept.get(uri);
    const snapshot = snapshotOf(finished.checked);
    const before = last ? (areSame(last.snapshot, snapshot) ? last.before : last.snapshot) : null;
    this.kept.delete(uri);
    const bytes = bytesOf(finished.checked) + sizeOf(before);
    this.kept.set(uri, { check, finished, snapshot, before, bytes });
    this.makeRoom();
    if (baseline) return changesBetween(baseline, snapshot, 'baseline');
    return before && changesBetween(before, snapshot, 'edit');
  }

  /** Null where it has been dropped, or a later check has taken its place. */
  get(uri: string, check: number): Finished | null {
    const found = this.kept.get(uri);
    if (found?.check !== check) return null;
    this.kept.delete(uri);
    this.kept.set(uri, found);
    return found.finished;
  }

  private makeRoom(): void {
    let bytes = 0;
    for (const [at, [one, kept]] of [...this.kept].toReversed().entries()) {
      bytes += kept.bytes;
      if (at >= MOST_NETWORKS || bytes > MOST_BYTES) this.kept.delete(one);
    }
  }
}

/** What the checks of a document leave to its next one. */
export class Memories {
  private readonly memories = new Map<string, CheckMemory>();

  of(uri: string): CheckMemory {
    const memory = this.memories.get(uri) ?? new CheckMemory();
    this.memories.delete(uri);
    this.memories.set(uri, memory);
    for (const [one] of this.memories) if (this.memories.size > MOST_NETWORKS) this.memories.delete(one);
    return memory;
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

function sizeOf(snapshot: Snapshot | null): number {
  let bytes = 0;
  for (const { value, gradient } of snapshot?.tensors.values() ?? [])
    bytes += value.byteLength + (gradient?.byteLength ?? 0);
  return bytes;
}
