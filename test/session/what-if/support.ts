// What the tests of hypothetical numbers have in common.

import { sameTensor } from '../../../src/engine/tensor';
import type { Override } from '../../../src/network/overrides';
import type { FileAccess } from '../../../src/network/types';
import { checkFile } from '../../../src/session/session';
import type { Finished } from '../../../src/session/tensors/kept';
import type { SessionResult, Work } from '../../../src/session/types';
import { checkWhatIf } from '../../../src/session/what-if/check';

export const WORK: Work = {
  signal: { aborted: false },
  progress: () => undefined,
  breathe: () => Promise.resolve(),
  now: () => performance.now(),
};

export const NO_FILES: FileAccess = { read: () => Promise.reject(new Error('there are no files')) };

export interface Outcome {
  readonly result: SessionResult;
  readonly finished: Finished;
}

export async function checked(file: string, text: string, files = NO_FILES): Promise<Outcome> {
  let finished: Finished | undefined;
  const result = await checkFile({ file, text, files }, WORK, (one) => (finished = one));
  if (!finished) throw new Error(JSON.stringify(result.report));
  return { result, finished };
}

/** By the network that an earlier check has read, or else anew from the text. */
export async function whatIf(
  file: string,
  text: string,
  overrides: readonly Override[],
  known: Finished | null = null,
  files = NO_FILES,
): Promise<{ readonly result: SessionResult; readonly finished: Finished | undefined }> {
  let finished: Finished | undefined;
  const ask = { file, text, files };
  const result = await checkWhatIf(ask, overrides, WORK, known?.network ?? null, (one) => (finished = one));
  return { result, finished };
}

/** Names of the tensors whose values or gradients are not the same in both, bit for bit. */
export function differing(a: Finished, b: Finished): string[] {
  const gradientOf = ({ checked }: Finished, id: number) => checked.gradients[id] ?? null;
  return a.network.graph.values.flatMap(({ id, name }) => {
    const [one, other] = [gradientOf(a, id), gradientOf(b, id)];
    const same =
      sameTensor(a.checked.tape.values[id], b.checked.tape.values[id]) &&
      (one === null || other === null ? one === other : sameTensor(one, other));
    return same ? [] : [name];
  });
}
