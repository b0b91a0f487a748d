// How large a network may be. Beyond these a file is refused with a clear mistake instead of running out of memory.

import { MAX_BYTES, MAX_ELEMENTS } from './files/limits';

export const LIMITS = {
  /** UTF-16 units of a network's text; larger tensors belong in files of their own. */
  characters: 8 * 2 ** 20,
  /** Braces and brackets inside each other; tensors have at most 32 axes. */
  nesting: 64,
  /** Elements of one tensor. */
  elements: MAX_ELEMENTS,
  /** Elements of all values of the graph together: one forward pass in float64 takes eight bytes for each. */
  totalElements: 2 ** 28,
  nodes: 20_000,
  /** Bytes of a tensor file, packed or unpacked. */
  fileBytes: MAX_BYTES,
  /** How long a program may work without letting go of its thread: one forward or backward pass, or all of its building. */
  programMs: 10_000,
  /** Bytes that a program may hold: in typed arrays, and in objects. */
  programArrayBytes: 2 ** 30,
  programHeapBytes: 2 ** 29,
} as const;
