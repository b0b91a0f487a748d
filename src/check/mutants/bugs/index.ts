// The catalogue of known bugs.

import type { Bug } from '../bug';
import { activations } from './activations';
import { bias } from './bias';
import { dropout } from './dropout';
import { losses } from './losses';
import { matrix } from './matrix';
import { normalisation } from './normalisation';
import { scales } from './scales';
import { switches } from './switches';
import { wiring } from './wiring';

export const BUGS: readonly Bug[] = [
  ...scales,
  ...matrix,
  ...bias,
  ...switches,
  ...activations,
  ...losses,
  ...normalisation,
  ...dropout,
  ...wiring,
];
