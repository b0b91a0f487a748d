// What the thread that asks holds in memory.

import type { Memory } from '../../network/typescript/guard';

export function memory(): Memory {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, arrays: arrayBuffers };
}
