// The check and the examination of a network, as work that can be followed and ended.

import { checkGradients, examine } from '../check';
import type { Checked, Examination } from '../check/checked';
import type { Problem, Progress } from '../check/problem';
import type { Work } from './types';
import { drive } from './work';

type Tell = (progress: Progress) => void;

/** Without looking for what is wrong with the layers by themselves. */
export function checkOnly(problem: Problem, work: Work, tell: Tell = following(work)): Promise<Checked> {
  const { helpers } = work;
  return drive<Progress, Checked>(checkGradients({ ...problem, ...(helpers && { helpers }) }), work, tell);
}

export function examined(
  checked: Checked,
  problem: Problem,
  work: Work,
  tell: Tell = following(work),
): Promise<Examination> {
  return drive<Progress, Examination>(examine(checked, problem), work, tell);
}

function following(work: Work): Tell {
  return (progress) => work.progress(progress);
}
