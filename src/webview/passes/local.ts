// The local computation of a backward step: by which products the gradient of each operand comes about.

import { mostMoving } from '../../picture/elements';
import type { ChainStep } from '../../protocol/messages';
import { host } from '../host';
import type { Picture } from '../../picture/scene/picture';
import { fragmentOf } from '../state';

/** What a node sends to one element of one of its operands. */
export interface Sent {
  readonly tensor: string;
  readonly index: readonly number[];
  readonly steps: readonly ChainStep[];
  /** What that element's gradient is in the end. */
  readonly total: number;
  /** How many other nodes send something to it. */
  readonly others: number;
}

/** For every operand of what is drawn at `id`, at the element with the largest gradient in sight. */
export async function sentBy(picture: Picture, id: string): Promise<Sent[]> {
  const { flat, drawnAs } = picture;
  const members = new Set(flat.nodes.filter((node) => drawnAs.get(node.id) === id).map((node) => node.id));
  const outputs = new Set(flat.nodes.filter((node) => members.has(node.id)).flatMap((node) => node.outputs));
  const incoming = flat.edges.filter(({ to, from }) => members.has(to) && !members.has(from));
  const operands = [...new Set(incoming.map(({ tensor }) => tensor))].filter((name) => flat.tensors[name].analytic);
  const layer = flat.nodes.find((node) => members.has(node.id))?.layer ?? null;
  const inside = layer !== null && fragmentOf(layer) ? layer : undefined;
  const sent = await Promise.all(
    operands.map(async (tensor): Promise<Sent[]> => {
      const index = mostMoving(flat.tensors[tensor]);
      const answer = await host.call('element', { inside, query: { tensor, index } }).answer;
      const total = answer?.analytic ?? null;
      if (!answer || total === null) return [];
      const steps = answer.steps.filter(({ to }) => outputs.has(to));
      return [{ tensor, index, steps, total, others: answer.steps.length - steps.length }];
    }),
  );
  return sent.flat();
}
