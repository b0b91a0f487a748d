// What is to be checked of a network, with the settings that hold for it.

import { DEFAULT_SETTINGS } from '../check';
import type { CheckMemory } from '../check/memory';
import type { CheckSettings, Problem } from '../check/problem';
import type { Network } from '../network/types';

/** What the caller asks for goes before what the file says, and that before the defaults. */
export function problemOf(
  { graph, cotangent, seed, check, ownBackward, neverRan }: Network,
  overrides: Partial<CheckSettings> = {},
  memory?: CheckMemory,
): Problem {
  const settings = { ...DEFAULT_SETTINGS, seed, ...check, ...overrides };
  return {
    graph,
    cotangent,
    settings,
    ...(memory && { memory }),
    ...(ownBackward && { ownBackward }),
    ...(neverRan && { neverRan }),
  };
}
