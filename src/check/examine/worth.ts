// Whether the check could have failed at all: what this network's data cannot show.

import type { Checked } from '../checked';
import type { Warning } from '../report';
import type { HandSubject } from './subject';

export function worthOf(_checked: Checked, _subjects: readonly HandSubject[]): Warning[] {
  return [];
}
