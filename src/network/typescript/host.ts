// What the library `gradient-debugger` and whoever runs the person's program say to each other.

import type { Span } from '../../engine/span';
import type { Overrides } from '../overrides';
import type { MistakeCode } from '../types';

/** What the library asks of whoever runs the program. */
export interface ProgramHost {
  /** The place of the person's call that is being served: the whole call in the network's own file; null outside of it. */
  here(): Span | null;
  /** Of a class by its name: the text of all that its code can depend on; null where that cannot be told. */
  identityOf?(constructor: string): string | null;
  /** Numbers that inputs and params are to hold in the place of those that the program gives them. */
  readonly overrides?: Overrides | undefined;
}

/** A use of the library that cannot be: who catches it adds the place, from the error's stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  constructor(
    readonly code: MistakeCode,
    /** What was called: `dot`, `affine`, `input`. */
    readonly part: string,
    readonly expected: string,
    readonly found: string,
    readonly nearest?: string,
  ) {
    super(`${part}: expected ${expected}, found ${found}`);
  }
}
