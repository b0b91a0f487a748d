// What of an answer need not be copied on its way: its arrays were made for it alone.

import type { TensorAnswer } from '../protocol/messages';

export function buffersOf({ elements, matrices }: TensorAnswer): ArrayBuffer[] {
  const arrays = [...Object.values(elements ?? {}), ...Object.values(matrices).map(({ data }) => data)];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
