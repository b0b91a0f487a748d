// What stands in the place of the editor in a handout: answers from the data that the page brings along.

import { answerOf, DATA_ID, NotInHandout, tensorOf, type Handout } from '../../handout/handout';
import type { InspectorMethods, PanelMessage, PanelRequest } from '../../protocol/messages';
import { Rpc } from '../../protocol/rpc';
import { decode } from '../../protocol/wire';

/** Null in the editor. */
export const handout: Handout | null = read();

function read(): Handout | null {
  const data = document.getElementById(DATA_ID)?.textContent;
  return data ? decode<Handout>(data) : null;
}

type Receive = (message: unknown) => void;

/** The same as the editor's own; what is said to the page is given to `deliver`. */
export function handoutApi(given: Handout, deliver: Receive) {
  let state: object = given.state;
  const listeners: Receive[] = [];
  const later: Receive = (message) => setTimeout(() => deliver(message));
  new Rpc<Record<never, never>, InspectorMethods, never>(
    { post: later, onMessage: (listener) => void listeners.push(listener), close: () => listeners.splice(0) },
    {
      open: ({ layer }) => layerOf(given, layer),
      tensor: ({ query }) => tensorOf(given, query),
      element: (request) => answerOf(given, 'element', request),
      path: (request) => answerOf(given, 'path', request),
      stepErrors: (request) => answerOf(given, 'stepErrors', request),
      whatIf: () => ({ kind: 'refused', message: 'This page cannot compute: the extension can.' }),
      writeBack: () => ({ kind: 'refused', message: 'This page has no file to write to.' }),
      save: () => {
        throw new NotInHandout('this page saves by the browser.');
      },
    },
  );
  return {
    postMessage(message: unknown): void {
      if ((message as PanelRequest).type === 'ready')
        later({ type: 'result', result: { ok: true, ...given.result }, stale: false } satisfies PanelMessage);
      else listeners.forEach((listener) => listener(message));
    },
    getState: (): object => state,
    setState: (next: object): void => void (state = next),
  };
}

function layerOf({ layers }: Handout, layer: string) {
  if (!Object.hasOwn(layers, layer))
    throw new NotInHandout('this page holds the first layers only; the extension, all.');
  return layers[layer];
}
