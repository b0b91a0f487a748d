// Asks a finished check all that a handout is to know.

import { indexOf, sizeOf } from '../engine/tensor';
import { mostMoving } from '../picture/elements';
import type { CheckResult, InspectorMethods, LayerView, TensorView } from '../protocol/messages';
import { encode } from '../protocol/wire';
import { packed } from './bytes';
import { keyOf, STORED, type ElementQuestion, type Handout, type StoredTensor } from './handout';

type Methods = Pick<InspectorMethods, 'open' | 'tensor' | ElementQuestion>;

/** Whoever has the check's numbers. Null where they are gone. */
export type Ask = <M extends keyof Methods>(
  method: M,
  request: Parameters<Methods[M]>[0],
) => Promise<ReturnType<Methods[M]>>;

/** How many characters of a page tensors may take, the smallest first: enough for some 90,000 elements. */
const ROOM_FOR_TENSORS = 4_500_000;
/** An element's columns, and one of the worst elements, are about so long. */
const ELEMENT = 48;
const RANKED = 220;
const WORST = 50;
const MOST_LAYERS = 24;
/** Tensors of so few elements are asked about each of them, others about those that one looks at first. */
const FEW = 16;
const WORST_ASKED = 20;
/** How many characters the answers to each question may take, and how long they may be waited for. */
const ALLOWANCES = {
  element: { room: 600_000, ms: 4000 },
  path: { room: 700_000, ms: 4000 },
  stepErrors: { room: 900_000, ms: 6000 },
};

/** Whoever puts the page together knows the rest. */
export type Recorded = Omit<Handout, 'made' | 'written'>;

/** Throws where the numbers of the check are gone. */
export async function record(result: CheckResult, state: object, ask: Ask, now: () => number): Promise<Recorded> {
  const layers = await openAll(result, ask);
  const subjects = subjectsOf(result, layers);
  const { tensors, leftOut } = await store(subjects, ask);
  const answers = await askAll(subjects, tensors, ask, now);
  return { state, result, layers, tensors, leftOut, answers };
}

async function openAll({ view }: CheckResult, ask: Ask): Promise<Record<string, LayerView>> {
  const layers: Record<string, LayerView> = {};
  for (const { id } of view.nodes.filter(({ composite }) => composite).slice(0, MOST_LAYERS))
    layers[id] = known(await ask('open', { layer: id }));
  return layers;
}

function known<T>(answer: T | null): T {
  if (answer === null) throw new Error('The numbers of this check are gone: run it again.');
  return answer;
}

/** A tensor, in the network itself or as it is used inside of an opened layer. */
interface Subject {
  readonly tensor: TensorView;
  readonly inside: string | undefined;
}

function subjectsOf({ view }: CheckResult, layers: Readonly<Record<string, LayerView>>): Subject[] {
  const outer = Object.values(view.tensors).map((tensor): Subject => ({ tensor, inside: undefined }));
  const inner = Object.entries(layers).flatMap(([inside, { edges, tensors }]) => {
    const names = new Set([...Object.keys(tensors), ...edges.map(({ tensor }) => tensor)]);
    return [...names].map((name): Subject => ({ tensor: tensors[name] ?? view.tensors[name], inside }));
  });
  return [...outer, ...inner];
}

async function store(subjects: readonly Subject[], ask: Ask): Promise<Pick<Handout, 'tensors' | 'leftOut'>> {
  const tensors: Record<string, StoredTensor> = {};
  const leftOut: string[] = [];
  let room = ROOM_FOR_TENSORS;
  const sized = subjects.map((subject) => ({ ...subject, size: sizeOf(subject.tensor.shape) }));
  for (const { tensor, inside, size } of sized.sort((a, b) => a.size - b.size)) {
    const { name, shape } = tensor;
    if (Object.hasOwn(tensors, name) || leftOut.includes(name)) continue;
    const length = ELEMENT * size + RANKED * Math.min(WORST, size);
    if (length > room) {
      leftOut.push(name);
      continue;
    }
    room -= length;
    const query = { tensor: name, columns: STORED, elements: { from: 0, count: size }, worst: WORST };
    const { elements, worst } = known(await ask('tensor', { inside, query }));
    const columns = STORED.flatMap((which) => {
      const data = elements?.[which];
      return data ? [[which, packed(data)] as const] : [];
    });
    tensors[name] = { shape, columns: Object.fromEntries(columns), worst };
  }
  return { tensors, leftOut };
}

async function askAll(
  subjects: readonly Subject[],
  tensors: Handout['tensors'],
  ask: Ask,
  now: () => number,
): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  const requests = requestsOf(subjects, tensors);
  for (const question of ['element', 'path', 'stepErrors'] as const) {
    const { room, ms } = ALLOWANCES[question];
    const end = now() + ms;
    let length = 0;
    for (const request of requests) {
      if (now() > end || length > room) break;
      const answer = await ask(question, request);
      answers[keyOf(question, request)] = answer;
      length += encode(answer).length;
    }
  }
  return answers;
}

/** The first elements of all tensors before the second of any: where room or time end, some are known of each. */
function requestsOf(subjects: readonly Subject[], tensors: Handout['tensors']) {
  const turns = subjects
    .filter(({ tensor }) => tensor.role !== 'constant')
    .flatMap(({ tensor, inside }) =>
      lookedAt(tensor, tensors).map((index, turn) => ({ turn, inside, query: { tensor: tensor.name, index } })),
    );
  return turns.sort((a, b) => a.turn - b.turn).map(({ inside, query }) => ({ inside, query }));
}

function lookedAt(tensor: TensorView, tensors: Handout['tensors']): readonly (readonly number[])[] {
  const { name, shape } = tensor;
  const size = sizeOf(shape);
  if (size <= FEW) return Array.from({ length: size }, (_, flat) => indexOf(shape, flat));
  const worst = Object.hasOwn(tensors, name) ? tensors[name].worst.slice(0, WORST_ASKED) : [];
  const chosen = [mostMoving(tensor), ...worst.map(({ index }) => index)];
  return [...new Map(chosen.map((index) => [index.join(), index])).values()];
}
