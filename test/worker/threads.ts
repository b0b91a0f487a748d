// Helpers in this thread: as real ones in all but the time that they take.

import type { Platform, WorkerThread } from '../../src/platform/platform';
import { Rpc, type Port } from '../../src/protocol/rpc';
import { helping } from '../../src/worker/crew/help';
import type { HelperMethods } from '../../src/worker/crew/messages';

export interface Helper {
  /** Parts that it has measured. */
  measured: number;
  isClosed: boolean;
  /** It ends, as a thread that breaks down does. */
  die(): void;
}

/** `perform` is asked before each part: a promise that is never kept makes it late. */
export function threads(processors: number, perform: (helper: Helper) => Promise<void> = () => Promise.resolve()) {
  const helpers: Helper[] = [];
  const startWorker = (): WorkerThread => {
    const [mine, theirs] = ports();
    let end: (reason: Error) => void = () => undefined;
    const helper: Helper = { measured: 0, isClosed: false, die: () => end(new Error('it was killed')) };
    helpers.push(helper);
    const handlers = helping<never>(() => new Promise((resolve) => setImmediate(resolve)));
    new Rpc<Record<never, never>, HelperMethods, never>(theirs, {
      ...handlers,
      async measure(part, serving) {
        await perform(helper);
        helper.measured++;
        return handlers.measure(part, serving);
      },
    });
    return {
      port: { ...mine, close: () => (mine.close(), void (helper.isClosed = true)) },
      onEnd: (listener) => (end = listener),
      pulse: () => ({ place: 0, breaths: 0 }),
    };
  };
  const platform: Platform = { processors, startWorker };
  return { platform, helpers };
}

/** Two ends of a channel that copies what goes through it. */
function ports(): [Port, Port] {
  const { port1, port2 } = new MessageChannel();
  const end = (port: MessagePort): Port => ({
    post: (message, transfer = []) => port.postMessage(message, [...transfer]),
    onMessage: (listener) => (port.onmessage = ({ data }) => listener(data)),
    close: () => port.close(),
  });
  return [end(port1), end(port2)];
}
