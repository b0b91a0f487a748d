// The WebAssembly kernel of matrix products, where the host has it.

import { TILES } from './binary';

/** What the module exports: see tiles.wat. */
export interface Tiles {
  readonly memory: Float64Array;
  /** Adds the product of two blocks of panels to c. Places and the length of a row are in bytes. */
  readonly addTiles: (
    a: number,
    b: number,
    c: number,
    depth: number,
    rowPanels: number,
    colPanels: number,
    cRow: number,
  ) => void;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly addTiles: Tiles['addTiles'];
}

// Of the host no more than this is known here. The module is far below the 4 kB that a browser's main thread may
// compile at once.
declare const WebAssembly:
  | {
      readonly validate: (bytes: Uint8Array) => boolean;
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: unknown };
      readonly CompileError: new () => Error;
    }
  | undefined;
declare function atob(base64: string): string;

/** A kernel with memory of its own; null where the host has no WebAssembly, none of its vectors, or does not allow it. */
export function openTiles(): Tiles | null {
  if (typeof WebAssembly === 'undefined') return null;
  const bytes = Uint8Array.from(atob(TILES), (c) => c.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return null;
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    const { memory, addTiles } = exports as Exports;
    return { memory: new Float64Array(memory.buffer), addTiles };
  } catch (error) {
    // A page's policy forbids compiling: the plain loops compute the same.
    if (error instanceof WebAssembly.CompileError) return null;
    throw error;
  }
}
