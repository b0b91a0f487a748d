// What a backward pass can be held up by beside breakpoints: gradients that are wrong, numbers that are not finite.

import { faultText } from '../session/prose';
import { t } from '../session/translate';
import { layerAt } from './program';
import { completedAt } from './progress';
import type { Stop } from './subject';
import { verdictText } from './text';

export type Filter = 'guilty' | 'wrong' | 'notFinite';

export interface FilterText {
  readonly filter: Filter;
  readonly label: string;
  readonly description: string;
  readonly default: boolean;
}

const LABELS: Readonly<Record<Filter, () => string>> = {
  guilty: () => t('Guilty Layer'),
  wrong: () => t('Wrong Gradient'),
  notFinite: () => t('Not Finite'),
};

export function labelOf(filter: Filter): string {
  return LABELS[filter]();
}

export function filters(): FilterText[] {
  return [
    {
      filter: 'guilty',
      label: labelOf('guilty'),
      description: t('Stops where a backward pass is wrong by itself.'),
      default: true,
    },
    {
      filter: 'wrong',
      label: labelOf('wrong'),
      description: t('Stops wherever a gradient is wrong, also where that is inherited from a layer further on.'),
      default: false,
    },
    {
      filter: 'notFinite',
      label: labelOf('notFinite'),
      description: t('Stops where a value or a gradient is NaN or infinite.'),
      default: false,
    },
  ];
}

export interface Trouble {
  readonly filter: Filter;
  readonly description: string;
}

/** What is the matter with what a step has computed, for the filters that are on; null where nothing is. */
export function troubleAt(stop: Stop, on: ReadonlySet<Filter>): Trouble | null {
  const { program, at } = stop;
  const computed = completedAt(program, at);
  return (
    (on.has('guilty') ? guilt(stop, computed) : null) ??
    (on.has('wrong') ? wrongGradients(stop, computed) : null) ??
    (on.has('notFinite') ? notFinite(stop, computed) : null)
  );
}

/** A wrong gradient that is written by itself is found there, all else at the layer as a whole. */
function guilt({ subject: { report }, program, at }: Stop, computed: readonly string[]): Trouble | null {
  if (at.pass === 'forward') return null;
  const { name, inside } = layerAt(program, at);
  const isWritten = (tensor: string): boolean =>
    inside.some(({ pulls }) => pulls.some((slot) => slot.tensor === tensor));
  const faults = report.faults.filter(
    ({ layer, tensor }) => layer === name && (at.inner === null ? !isWritten(tensor) : computed.includes(tensor)),
  );
  if (faults.length === 0) return null;
  return { filter: 'guilty', description: faults.map(faultText).join(' ') };
}

function wrongGradients({ at, tensors }: Stop, computed: readonly string[]): Trouble | null {
  if (at.pass === 'forward') return null;
  const wrong = computed.flatMap((tensor) => tensors[tensor]?.report ?? []).filter(({ status }) => status === 'fail');
  if (wrong.length === 0) return null;
  const description = wrong.map((tensor) => `${tensor.name}: ${verdictText(tensor)}`).join('; ');
  return { filter: 'wrong', description };
}

function notFinite({ at, tensors }: Stop, computed: readonly string[]): Trouble | null {
  const column = at.pass === 'forward' ? 'value' : 'analytic';
  const bad = computed.filter((tensor) => (tensors[tensor]?.[column]?.nonFinite ?? 0) > 0);
  if (bad.length === 0) return null;
  const description = t('{0}: the numbers are not all finite.', bad.join(', '));
  return { filter: 'notFinite', description };
}
