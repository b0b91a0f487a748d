// What the editor completes of a layer, made from the registry: the extension host does without the registry itself.

import type { Op } from '../src/engine/op';
import { registry } from '../src/engine/ops';
import type { LayerKind } from '../src/network/language/layer-kinds';

export function layerKinds(): Readonly<Record<string, LayerKind>> {
  return Object.fromEntries(Object.values<Op>(registry).map((op) => [op.name, kindOf(op)]));
}

function kindOf({ operands, attributes, samples }: Op): LayerKind {
  const namesOf = (kind: 'data' | 'param'): string[] =>
    operands.filter((operand) => operand.kind === kind).map(({ name }) => name);
  const params = namesOf('param');
  // The width of a layer need not be given where its weights are, which is seldom.
  const wanted = Object.entries(attributes).filter(
    ([, { required, default: standard }]) => required ?? (params.length > 0 && standard === undefined),
  );
  const example = (name: string): string =>
    JSON.stringify(samples.find((sample) => sample.attributes?.[name] !== undefined)?.attributes?.[name] ?? 10);
  const inputs = namesOf('data');
  return {
    ...(inputs.length > 1 && { inputs }),
    ...(params.length > 0 && { params }),
    ...(wanted.length > 0 && { attributes: Object.fromEntries(wanted.map(([name]) => [name, example(name)])) }),
  };
}
