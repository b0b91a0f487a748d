// Checks one file: networks that are data in this thread, programs in a worker that can be ended.

import type { Method } from '../check/report';
import type { Progress } from '../check/problem';
import { filesBeside } from '../platform/node/files';
import { placeOfTensor } from '../session/place';
import { isProgram } from '../session/read';
import type { Located } from '../session/render/sarif';
import { checkFile } from '../session/session';
import type { SessionResult } from '../session/types';
import type { Programs } from './programs';
import { readSource } from './source';
import { processWork } from './terminal';

export interface Checked extends Located {
  readonly result: SessionResult;
  /** The network's text; null where it could not be read. */
  readonly source: string | null;
}

export interface CheckOptions {
  readonly method: Method | null;
  /** Put every element's value and both gradients in the report. */
  readonly values: boolean;
}

/** Rejects with Cancelled once the signal is aborted. */
export async function checkOne(
  file: string,
  { method, values }: CheckOptions,
  programs: Programs,
  signal: AbortSignal,
  progress: (progress: Progress) => void,
): Promise<Checked> {
  const source = await readSource(file);
  if (!source.ok) return { report: source.report, result: { ok: false, report: source.report }, source: null };
  const { text } = source;
  const ask = { file, text, values, ...(method && { settings: { method } }) };
  const result = isProgram(file)
    ? await programs.check(ask, signal, progress)
    : await checkFile(
        { ...ask, files: filesBeside(file) },
        { ...processWork(signal, progress), helpers: programs.helpers },
      );
  const { report } = result;
  return { report, result, source: text, ...(result.ok && { places: (of) => placeOfTensor(of, result) }) };
}
