// Names of a network's inputs, params and layers.

import { UsageError } from '../host';
import { kindOf } from './evaluate';

const NAME = /^[A-Za-z_]\w*$/;

export class Names {
  private readonly taken = new Set<string>();
  private readonly ordinals = new Map<string, number>();

  /** Throws UsageError where it is no name, or taken. */
  take(part: string, name: unknown): string {
    if (typeof name !== 'string' || !NAME.test(name)) {
      const found = typeof name === 'string' ? `"${name}"` : kindOf(name);
      throw new UsageError('bad-name', part, 'a name of letters, digits and _', found);
    }
    if (this.taken.has(name)) throw new UsageError('duplicate-name', part, 'a name that is not taken', `"${name}"`);
    this.taken.add(name);
    return name;
  }

  /** The type and its ordinal, `ReLU1`: the first that is free. */
  next(type: string): string {
    for (;;) {
      const ordinal = (this.ordinals.get(type) ?? 0) + 1;
      this.ordinals.set(type, ordinal);
      const name = `${type}${ordinal}`;
      if (!this.taken.has(name)) return this.take(type, name);
    }
  }
}
