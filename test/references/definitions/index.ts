// Every op of the registry by its mathematical definition, to 64 digits.

import type { Definition } from './decimal';
import { elementwise } from './elementwise';
import { layers } from './layers';
import { shapes } from './shapes';

export const DEFINITIONS: Readonly<Record<string, Definition>> = { ...elementwise, ...shapes, ...layers };
