// Which branches of a module's code have run as code under test.

import type { Branch } from './branches';

export class Coverage {
  /** By number; branch 0, all that is outside of functions, never counts as run. */
  private readonly ran: Uint8Array;

  constructor(private readonly branches: readonly Branch[]) {
    this.ran = new Uint8Array(branches.length + 1);
  }

  mark(branch: number): void {
    this.ran[branch] = 1;
  }

  /** Branches that could have run and did not; none that lies inside another one. */
  missed(): readonly Branch[] {
    return this.branches.filter(({ within, idle }, k) => !idle && this.ran[k + 1] === 0 && this.ran[within] === 1);
  }
}
