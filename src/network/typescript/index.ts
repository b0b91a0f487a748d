// Networks that are TypeScript programs.

import { programReader } from './reader';

export const readProgram = programReader(() => {
  throw new Error('the library is not built yet');
});
