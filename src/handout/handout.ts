// A handout: one finished check as a page by itself, to hand in or to pass on. What it holds, and how it answers.

import type {
  CheckResult,
  Column,
  InspectorMethods,
  LayerView,
  RankedElement,
  TensorAnswer,
  TensorQuery,
} from '../protocol/messages';
import { difference } from '../session/summary';
import { answerFrom } from '../session/tensors/selecting';
import { unpacked } from './bytes';

/** By these ids the page's script finds the data, and the engine's source. */
export const DATA_ID = 'handout';
export const ENGINE_ID = 'engine';

/** A network as it was written, for an engine in the page to answer what was not asked when the page was made. */
export interface Written {
  readonly text: string;
  /** Those that it reads, by their paths in the text, as base64. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Handout {
  /** By which version of the tool, and when, in ISO 8601. */
  readonly made: { readonly version: string; readonly at: string };
  readonly result: CheckResult;
  /** Layers that can be opened, by name. */
  readonly layers: Readonly<Record<string, LayerView>>;
  /** Tensors with all of their numbers, by name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** Of tensors that were too large for the page the numbers were left out. */
  readonly leftOut: readonly string[];
  /** To questions about single elements, by `keyOf`. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Null of what no page computes: programs, and networks with more data than a page should hold. */
  readonly written: Written | null;
  /** How the panel stood. */
  readonly state: object;
}

export const STORED = ['value', 'analytic', 'numeric', 'bound', 'verdicts'] as const satisfies readonly Column[];

export interface StoredTensor {
  readonly shape: readonly number[];
  /** As of `packed`. */
  readonly columns: Partial<Readonly<Record<(typeof STORED)[number], string>>>;
  readonly worst: readonly RankedElement[];
}

/** Questions about one element, of which a page knows the answers that were asked for when it was made. */
export type ElementQuestion = 'element' | 'path' | 'stepErrors';
type ElementRequest = Parameters<InspectorMethods[ElementQuestion]>[0];

export function keyOf(question: ElementQuestion, { inside = '', query: { tensor, index } }: ElementRequest): string {
  return [question, inside, tensor, index.join(',')].join(' ');
}

/** Where a page has no engine, what was not asked when it was made stays open. */
export class NotInHandout extends Error {
  override readonly name = 'NotInHandout';
}

/** Throws NotInHandout. */
export function answerOf<Q extends ElementQuestion>(
  { answers }: Handout,
  question: Q,
  request: ElementRequest,
): ReturnType<InspectorMethods[Q]> {
  const key = keyOf(question, request);
  if (!Object.hasOwn(answers, key))
    throw new NotInHandout(
      'this page has it of some elements only, the worst among them; the extension has it of all.',
    );
  return answers[key] as ReturnType<InspectorMethods[Q]>;
}

/** Throws NotInHandout, and RangeError where the tensor has no such elements. */
export function tensorOf({ tensors }: Handout, query: TensorQuery): TensorAnswer {
  if (!Object.hasOwn(tensors, query.tensor))
    throw new NotInHandout(`${query.tensor} was too large for this page; the extension shows it.`);
  const { shape, columns, worst } = tensors[query.tensor];
  const stored = (which: (typeof STORED)[number]): Float64Array | undefined =>
    columns[which] === undefined ? undefined : unpacked(columns[which]);
  const column = (which: Column): ArrayLike<number> | undefined => {
    if (which !== 'difference') return stored(which);
    const [analytic, numeric] = [stored('analytic'), stored('numeric')];
    return analytic && numeric && difference(analytic, numeric);
  };
  return answerFrom({ shape, column, worst: (most) => worst.slice(0, most) }, query);
}
