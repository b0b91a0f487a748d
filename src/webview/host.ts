// The line to the extension host.

import type { PanelMessage, PanelRequest } from '../protocol/messages';
import { decode } from '../protocol/wire';

interface VsCodeApi {
  postMessage(message: PanelRequest): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

/** What outlives a reload of the panel. */
export interface PanelState {
  readonly selected: string | null;
}

export function ask(request: PanelRequest): void {
  api.postMessage(request);
}

export function listen(receive: (message: PanelMessage) => void): void {
  window.addEventListener('message', (event: MessageEvent<string>) => {
    const message = decode<PanelMessage>(event.data);
    if (message.type === 'document') saveState({ ...savedState(), ...message.state });
    receive(message);
  });
}

export function savedState(): PanelState {
  return (api.getState() as PanelState | undefined) ?? { selected: null };
}

/** Keeps what the host has put beside it, such as which file the panel shows. */
export function saveState(state: PanelState): void {
  api.setState({ ...(api.getState() as object | undefined), ...state });
}
