// How far a network has been computed at a position, by its program alone.

import { layerAt, stepAt, type Position, type Program, type Step } from './program';

/** How much of a gradient has been added up at a position: by how many of the steps that add to it. */
export interface Share {
  readonly done: number;
  readonly of: number;
}

/** By a tensor's name; of the output, whose gradient is given, all is there from the start. */
export function shareOf(program: Program, at: Position, tensor: string): Share {
  const positions = pullsAt(program, tensor);
  return { done: positions.filter((one) => isDone(one, at)).length, of: positions.length };
}

/** Whether nothing will be added to the tensor's gradient any more. */
export function isWhole(program: Program, at: Position, tensor: string): boolean {
  const { done, of } = shareOf(program, at, tensor);
  return done === of;
}

/** What has become whole at a position: values in the forward pass, gradients in the backward pass. */
export function completedAt(program: Program, at: Position): string[] {
  const given = ({ outputs, pulls }: Step): string[] =>
    (at.pass === 'forward' ? outputs : pulls).map(({ tensor }) => tensor);
  // What is done inside of a layer has been seen there.
  const before = at.inner === null ? new Set(layerAt(program, at).inside.flatMap(given)) : new Set<string>();
  return given(stepAt(program, at)).filter(
    (tensor) => !before.has(tensor) && (at.pass === 'forward' || isWhole(program, at, tensor)),
  );
}

/** Whether a step of the backward pass has run. */
export function isDone(one: Position, at: Position): boolean {
  if (at.pass === 'forward' || one.step > at.step) return false;
  return one.step < at.step || at.inner === null || (one.inner !== null && one.inner <= at.inner);
}

/** Where steps add to a tensor's gradient: inside of a layer, where its inside is known. */
export function pullsAt({ backward }: Program, tensor: string): Position[] {
  const adds = ({ pulls }: Step): boolean => pulls.some((slot) => slot.tensor === tensor);
  return backward.flatMap((layer, step): Position[] => {
    const at = { pass: 'backward', step, inner: null } as const;
    if (layer.inside.length === 0) return adds(layer) ? [at] : [];
    return [...layer.inside.entries()].flatMap(([inner, one]) => (adds(one) ? [{ ...at, inner }] : []));
  });
}

/** Whether a value has been computed. What no step computes is there from the start. */
export function isComputed(program: Program, at: Position, tensor: string): boolean {
  if (at.pass === 'backward') return true;
  const gives = ({ outputs }: Step): boolean => outputs.some((slot) => slot.tensor === tensor);
  const step = program.forward.findIndex((layer) => gives(layer) || layer.inside.some(gives));
  if (step !== at.step || at.inner === null) return step <= at.step;
  return layerAt(program, at).inside.findIndex(gives) <= at.inner;
}
