// The thread that lays out.

import { place } from '../../picture/layout/place';
import type { LayoutGraph } from '../../picture/layout/types';

interface Thread {
  onmessage: ((event: { data: { id: number; graph: LayoutGraph } }) => void) | null;
  postMessage(message: unknown): void;
}

const thread = globalThis as unknown as Thread;

thread.onmessage = ({ data: { id, graph } }) => {
  try {
    thread.postMessage({ id, layout: place(graph) });
  } catch (error) {
    thread.postMessage({ id, error: String(error) });
  }
};
