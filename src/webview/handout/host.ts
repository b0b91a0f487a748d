// What stands in the place of the editor in a handout: answers from the data that the page brings along.

import { answerOf, DATA_ID, NotInHandout, tensorOf, type ElementQuestion, type Handout } from '../../handout/handout';
import type {
  CheckResult,
  InspectorMethods,
  LayerView,
  Override,
  PanelMessage,
  PanelRequest,
  WhatIfAnswer,
} from '../../protocol/messages';
import { Rpc, type Handlers } from '../../protocol/rpc';
import { decode } from '../../protocol/wire';
import { Engine } from './engine';

/** Null in the editor. */
export const handout: Handout | null = read();

function read(): Handout | null {
  const data = document.getElementById(DATA_ID)?.textContent;
  return data ? decode<Handout>(data) : null;
}

/** Null in the editor, and in pages of what only the extension computes. */
const engine = handout && Engine.of(handout);

/** Whether other numbers can be tried than those of the file. */
export const canCompute = handout === null || engine !== null;

type Receive = (message: unknown) => void;
type Answers = Handlers<InspectorMethods, never>;

/** The same as the editor's own; what is said to the page is given to `deliver`. */
export function handoutApi(given: Handout, deliver: Receive) {
  let state: object = given.state;
  const listeners: Receive[] = [];
  const later: Receive = (message) => setTimeout(() => deliver(message));
  const show = (result: CheckResult): void =>
    later({ type: 'result', result: { ok: true, ...result }, stale: false } satisfies PanelMessage);
  new Rpc<Record<never, never>, InspectorMethods, never>(
    { post: later, onMessage: (listener) => void listeners.push(listener), close: () => listeners.splice(0) },
    answersOf(given, show),
  );
  return {
    postMessage(message: unknown): void {
      if ((message as PanelRequest).type === 'ready') show(given.result);
      else listeners.forEach((listener) => listener(message));
    },
    getState: (): object => state,
    setState: (next: object): void => void (state = next),
  };
}

function answersOf(given: Handout, show: (result: CheckResult) => void): Answers {
  return {
    open: ({ layer }) =>
      known(
        () => layerOf(given, layer),
        (engine) => engine.open(layer),
      ),
    tensor: (request) =>
      known(
        () => tensorOf(given, request.query),
        (engine) => engine.ask('tensor', request),
      ),
    element: ofElement(given, 'element'),
    path: ofElement(given, 'path'),
    stepErrors: ofElement(given, 'stepErrors'),
    whatIf: ({ overrides }) => tried(overrides, given.result, show),
    writeBack: () => ({ kind: 'refused', message: 'This page has no file to write to.' }),
    save: () => {
      throw new NotInHandout('this page saves by the browser.');
    },
  };
}

function ofElement<Q extends ElementQuestion>(given: Handout, question: Q) {
  return (request: Parameters<InspectorMethods[Q]>[0]) =>
    known(
      () => answerOf(given, question, request),
      (engine) => engine.ask(question, request),
    );
}

/** As it was recorded, or else as the engine computes it. */
function known<T>(recorded: () => T, compute: (engine: Engine) => Promise<T>): T | Promise<T> {
  if (engine && !engine.isAsRecorded) return compute(engine);
  try {
    return recorded();
  } catch (error) {
    if (engine && error instanceof NotInHandout) return compute(engine);
    throw error;
  }
}

async function tried(
  overrides: readonly Override[],
  file: CheckResult,
  show: (result: CheckResult) => void,
): Promise<WhatIfAnswer> {
  if (!engine) return { kind: 'refused', message: 'This page cannot compute: the extension can.' };
  if (overrides.length === 0) {
    engine.reset();
    show(file);
    return { kind: 'shown' };
  }
  const result = await engine.whatIf(overrides);
  if (!result) return { kind: 'superseded' };
  if (!result.ok) return { kind: 'refused', message: result.report.errors[0].message };
  show({ ...result, view: { ...result.view, formulas: file.view.formulas } });
  return { kind: 'shown' };
}

function layerOf({ layers }: Handout, layer: string): LayerView | null {
  if (!Object.hasOwn(layers, layer))
    throw new NotInHandout('this page holds the first layers only; the extension, all.');
  return layers[layer];
}
