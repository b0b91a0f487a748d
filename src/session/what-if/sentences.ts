// What is said of hypothetical numbers that cannot just be written into the file.

import { formatCount } from '../format';
import { t } from '../translate';
import { MOST_WRITTEN } from './literal';
import type { Whole, WriteBack } from './write-back';

/** What is asked before tensors are written out, or why nothing is written. */
export function sentenceOf(answer: Exclude<WriteBack, { kind: 'edits' }>): string {
  switch (answer.kind) {
    case 'whole':
      return answer.tensors.map(question).join(' ');
    case 'too-large':
      return tooLarge(answer.tensor);
    case 'refused':
      return REFUSED[answer.why](answer.tensor);
  }
}

const GIVEN: Readonly<Record<Whole['given'], (name: string) => string>> = {
  random: (name) => t('{0} is drawn at random.', name),
  constant: (name) => t('{0} is filled by a rule.', name),
  file: (name) => t('{0} comes from a data file.', name),
  labels: (name) => t('{0} is given as class labels.', name),
  default: (name) => t('{0} is not in the file: its layer makes it.', name),
};

function question({ name, elements, given }: Whole): string {
  return `${GIVEN[given](name)} ${t('To change a number of it, all {0} have to be written out in its place.', formatCount(elements))}`;
}

function tooLarge({ name, elements, given }: Whole): string {
  const sentence = t(
    'With {0} numbers it is too large to be written out (at most {1}): save it as a .npy or .csv file, change that, and give the file in its place.',
    formatCount(elements),
    formatCount(MOST_WRITTEN),
  );
  return `${GIVEN[given](name)} ${sentence}`;
}

const REFUSED: Readonly<Record<Extract<WriteBack, { kind: 'refused' }>['why'], (tensor: string) => string>> = {
  expression: (name) =>
    t(
      '{0} is computed by the program, not written there as numbers: change the expression, or give it as nested arrays.',
      name,
    ),
  'not-given': (name) =>
    t(
      'It cannot be told where the file gives {0}: give it as nested arrays where it is made, and change it there.',
      name,
    ),
  gone: (name) => t('{0} is no longer in the file.', name),
  unproven: (name) =>
    t('With this edit {0} would not be as it is shown here: nothing was written. Change it in the text.', name),
};
