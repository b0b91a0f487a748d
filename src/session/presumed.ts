// Who is guilty by the check alone, before the layers are examined one by one: what a person sees first.

import { ancestorsOf } from '../check/examine/inherit';
import type { Checked, Examination, Finding } from '../check/checked';
import type { Graph, Layer, ValueId } from '../engine/graph';

/** A hand-written layer whose outputs' gradients agree, while that of something it is given does not. */
export function presumed({ graph, tensors }: Checked): Examination {
  const wrong = new Set(tensors.filter(({ status }) => status === 'fail').map(({ value }) => value.id));
  const passesOnWrong = ({ outputs }: Layer): boolean => [...outputs.values()].some((id) => wrong.has(id));
  const given = (layer: Layer): [name: string, id: ValueId][] => [
    ...layer.operands.map((id, k): [string, ValueId] => [layer.code?.inputs[k] ?? '', id]),
    ...layer.params,
  ];
  const inheritedIds = new Set(graph.layers.filter(passesOnWrong).flatMap((layer) => given(layer).map(([, id]) => id)));
  const faults = graph.layers.toReversed().flatMap((layer) => {
    if (!layer.code || passesOnWrong(layer)) return [];
    const own = given(layer).filter(([, id]) => wrong.has(id) && !inheritedIds.has(id));
    return own.map(([input, id]) => faultOf(layer, input, graph, id));
  });
  const named = new Set(faults.map(({ tensor }) => tensor));
  const own = graph.values.filter(({ name }) => named.has(name)).map(({ id }) => id);
  const inherited = [...ancestorsOf(graph, own)].filter((id) => wrong.has(id)).map((id) => graph.values[id].name);
  return { faults, warnings: [], inherited: new Set(inherited.filter((name) => !named.has(name))) };
}

function faultOf({ name }: Layer, input: string, { values }: Graph, id: ValueId): Finding {
  return { layer: name, input, tensor: values[id].name, code: 'unknown', confidence: 0, evidence: { examining: true } };
}
