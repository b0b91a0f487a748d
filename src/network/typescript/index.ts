// Networks that are TypeScript programs.

import { createLibrary } from './library';
import { programReader } from './reader';

export const readProgram = programReader(createLibrary);
