// Math for a program: random numbers are the network's own, and begin anew before each forward pass of a layer, so that
// the pass is a function of its operands however often it is run.

import { randomStream, type Random } from '../../../engine/random';

export interface ProgramMath {
  /** Math, but for `random`. */
  readonly math: object;
  restart(seed: number, name: string): void;
}

export function programMath(): ProgramMath {
  let stream: Random = randomStream(0, 'program');
  const math = Object.create(Math, { random: { value: () => stream.uniform() } }) as object;
  return { math, restart: (seed, name) => void (stream = randomStream(seed, `${name} random`)) };
}
