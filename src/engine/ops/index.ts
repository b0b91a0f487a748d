// The registry: every op and layer type by the name that a network file gives it.

import type { Op } from '../op';
import { exp } from './exp';
import { mul } from './mul';
import { relu } from './relu';
import { sigmoid } from './sigmoid';

export const registry = { Exp: exp, Mul: mul, ReLU: relu, Sigmoid: sigmoid } satisfies Record<string, Op>;
