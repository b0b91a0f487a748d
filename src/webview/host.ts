// The line to the extension host: events as they come, questions by request and answer, and what outlives a reload.

import type { InspectorMethods, PanelMessage, PanelRequest } from '../protocol/messages';
import { Rpc } from '../protocol/rpc';
import { unpack, type Packed } from '../protocol/wire';
import { handout, handoutApi } from './handout/host';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

type Listener = (message: unknown) => void;
const listeners: Listener[] = [];

const deliver: Listener = (message) => listeners.forEach((listener) => listener(message));
const api: VsCodeApi = handout ? handoutApi(handout, deliver) : acquireVsCodeApi();

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (typeof data === 'string' || isPacked(data)) deliver(unpack(data));
});

function isPacked(data: unknown): data is Packed {
  return typeof data === 'object' && data !== null && 'text' in data && 'arrays' in data;
}

/** What the host answers about the finished check. Null where its numbers are gone: then the check has to be run again. */
export const host = new Rpc<InspectorMethods, Record<never, never>, never>(
  {
    post: (message) => api.postMessage(message),
    onMessage: (listener) => void listeners.push(listener),
    close: () => listeners.splice(0),
  },
  {},
);

export function tell(request: PanelRequest): void {
  api.postMessage(request);
}

export function listen(receive: (message: PanelMessage) => void): void {
  listeners.push((message) => receive(message as PanelMessage));
}

export function savedState(): Readonly<Record<string, unknown>> {
  return (api.getState() as Record<string, unknown> | undefined) ?? {};
}

/** Keeps what the host has put beside it, such as which file the panel shows. */
export function saveState(state: object): void {
  api.setState({ ...savedState(), ...state });
}
