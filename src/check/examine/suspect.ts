// Wrong gradients that no hand-written layer is guilty of: the first layer, in the order of the backward pass, whose
// output gradients agree and an operand's does not. Of a built-in layer that is a fault of this tool; it is named all the same.

import { randomStream } from '../../engine/random';
import type { Checked, Finding } from '../checked';
import type { Steps } from '../estimate';
import { checkLocal, localOf } from './local';
import { randomDouts, subjectOf, type Subject } from './subject';

const SAMPLE = 512;
const CONFIRMED = 0.5;
const UNCONFIRMED = 0.2;

interface Suspect {
  readonly subject: Subject;
  /** Position of the operand. */
  readonly operand: number;
}

/** Null where all that is wrong is explained. */
export function* suspectOf(checked: Checked, explained: ReadonlySet<string>): Steps<Finding | null> {
  const suspects = suspectsOf(checked, explained);
  for (const suspect of suspects) {
    if (suspect.subject.layer.code) continue;
    if (yield* isConfirmed(suspect, checked)) return findingOf(suspect, 'wrong');
  }
  return suspects.length > 0 ? findingOf(suspects[0], 'right') : null;
}

function suspectsOf({ graph, tape, tensors }: Checked, explained: ReadonlySet<string>): Suspect[] {
  const failed = new Map(tensors.filter(({ status }) => status === 'fail').map(({ value }) => [value.id, value.name]));
  const suspects: Suspect[] = [];
  for (const layer of graph.layers.toReversed()) {
    if ([...layer.outputs.values()].some((id) => failed.has(id))) continue;
    const subject = subjectOf(graph, tape, layer);
    subject.operands.forEach(({ id }, operand) => {
      const name = failed.get(id);
      if (name !== undefined && !explained.has(name)) suspects.push({ subject, operand });
    });
  }
  return suspects;
}

function* isConfirmed({ subject, operand }: Suspect, { settings }: Checked): Steps<boolean> {
  const douts = randomDouts(subject.outputs, randomStream(settings.seed, `examine ${subject.layer.name}`));
  const { tensors } = yield* checkLocal(subject, localOf(subject, subject.values), douts, settings, {
    sample: SAMPLE,
    only: [subject.operands[operand].name],
  });
  return tensors[operand]?.status === 'fail';
}

/** `alone`: what its own check says of it. */
function findingOf({ subject, operand }: Suspect, alone: 'right' | 'wrong'): Finding {
  const { name, id } = subject.operands[operand];
  const tensor = subject.graph.values[id].name;
  const confidence = alone === 'wrong' ? CONFIRMED : UNCONFIRMED;
  return { layer: subject.layer.name, input: name, tensor, code: 'unknown', confidence, evidence: { alone } };
}
