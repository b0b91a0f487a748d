// Lays graphs out off the main thread. The thread's source is part of this script: a panel may not load a worker from a file.

import type { Layout, LayoutGraph } from '../../picture/layout/types';
import source from './worker?source';

interface Answer {
  readonly id: number;
  readonly layout?: Layout;
  readonly error?: string;
}

const waiting = new Map<number, { resolve(layout: Layout): void; reject(error: Error): void }>();
let thread: Worker | null = null;
let lastId = 0;

export function layout(graph: LayoutGraph): Promise<Layout> {
  thread ??= start();
  const id = ++lastId;
  const { promise, resolve, reject } = withResolvers<Layout>();
  waiting.set(id, { resolve, reject });
  thread.postMessage({ id, graph });
  return promise;
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

function start(): Worker {
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
  worker.onmessage = ({ data: { id, layout, error } }: MessageEvent<Answer>) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (layout) asked?.resolve(layout);
    else asked?.reject(new Error(error));
  };
  worker.onerror = ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  return worker;
}
