// Every op and layer type of the registry as a function: `affine(x, 5, { name: 'Affine1' })`.

import type { Attributes, AttributeValue, Op, Operand } from '../../../engine/op';
import { withDefaults } from '../../../engine/op';
import { registry } from '../../../engine/ops';
import type { Shape } from '../../../engine/tensor';
import { fanInOf } from '../../tensors/make';
import { UsageError } from '../host';
import { attributeOf } from './attributes';
import { orUsageError } from './evaluate';
import { Initial } from './initial';
import type { Building } from './network';
import { readOptions, type Options } from './options';
import { asTensor, Tensor } from './tensor';
import type { OwnOperands } from './tracer';

/** `ReLU` is `relu`, `LeakyReLU` is `leakyReLU`, `Affine` is `affine`, `MatMul` is `matMul`. */
function builderName(type: string): string {
  if (/^[A-Z]+(?:LU)?$|^(?:ReLU|SiLU)$/.test(type)) return type.toLowerCase();
  return type[0].toLowerCase() + type.slice(1);
}

export const BUILDERS: Readonly<Record<string, Op>> = Object.fromEntries(
  Object.entries(registry).map(([type, op]) => [builderName(type), op]),
);

export function applyBuilder(building: Building, part: string, op: Op, given: readonly unknown[]): Tensor {
  const { tracer } = building;
  const owned = op.operands.filter(({ kind }) => kind === 'param').map(({ name }) => name);
  const { values, options } = readOptions(part, given, ['name', ...Object.keys(op.attributes), ...owned]);
  const { data, rest } = dataOf(part, op, values);
  const attributes = attributesOf(part, op, rest, options);
  const name = options.name === undefined ? tracer.names.next(op.name) : tracer.names.take(part, options.name);
  const own = orUsageError(part, () => ownOperands(building, part, name, op, data, attributes, options));
  return tracer.applyOp(part, name, op, data, own, attributes);
}

/** Tensors come first, one for each operand; a variadic op takes a list of them or all that stand there. */
function dataOf(
  part: string,
  op: Op,
  values: readonly unknown[],
): { readonly data: readonly Tensor[]; readonly rest: readonly unknown[] } {
  const operands = op.operands.filter(({ kind }) => kind === 'data');
  if (operands.some(({ variadic }) => variadic)) {
    const list = Array.isArray(values[0]) && values[0].some((item) => item instanceof Tensor);
    const items: readonly unknown[] = list
      ? (values[0] as unknown[])
      : values.filter((value) => value instanceof Tensor);
    if (items.length === 0) throw new UsageError('bad-value', part, 'at least one tensor', 'none');
    return { data: items.map((item) => asTensor(part, item)), rest: values.slice(list ? 1 : items.length) };
  }
  if (values.length < operands.length) {
    const expected = `${operands.map(({ name }) => name).join(', ')}`;
    throw new UsageError(
      'bad-value',
      part,
      expected,
      `${values.length} ${values.length === 1 ? 'argument' : 'arguments'}`,
    );
  }
  return {
    data: operands.map(({ name }, k) => asTensor(`${part}: ${name}`, values[k])),
    rest: values.slice(operands.length),
  };
}

/** By position in the registry's order, or by name among the options. */
function attributesOf(part: string, op: Op, rest: readonly unknown[], options: Options): Attributes {
  const names = Object.keys(op.attributes);
  if (rest.length > names.length) {
    const expected = names.length === 0 ? 'no further arguments' : `at most ${names.join(', ')} and options`;
    throw new UsageError('bad-value', part, expected, `${rest.length} more`);
  }
  const given: Record<string, AttributeValue> = {};
  names.forEach((name, k) => {
    const value = rest[k] ?? options[name];
    if (value !== undefined) given[name] = attributeOf(part, name, op.attributes[name], value);
  });
  for (const [name, spec] of Object.entries(op.attributes)) {
    if (spec.required && given[name] === undefined) throw new UsageError('missing-key', part, name, 'none');
  }
  return withDefaults(op, given);
}

/** The layer's own trainable tensors and masks, in the order of the op's operands. */
function ownOperands(
  { tracer }: Building,
  part: string,
  name: string,
  op: Op,
  data: readonly Tensor[],
  attributes: Attributes,
  options: Options,
): OwnOperands {
  const own: OwnOperands[number][] = [];
  for (const operand of op.operands) {
    if (operand.kind === 'data') continue;
    const known = [...data, ...own.map(({ value }) => value)].map(({ shape }) => shape);
    const given = options[operand.name];
    const shape = given instanceof Tensor ? given.shape : operand.shape?.(known, attributes);
    if (!shape) continue;
    const full = `${name}.${operand.name}`;
    const value =
      operand.kind === 'mask'
        ? tracer.values.mask(full, shape, attributes.rate as number)
        : paramOf(part, full, operand, shape, given);
    own.push({ name: operand.name, role: operand.kind === 'mask' ? 'constant' : 'param', value });
  }
  return own;

  function paramOf(
    part: string,
    full: string,
    { initial, fanIn, name }: Operand,
    shape: Shape,
    given: unknown,
  ): Tensor {
    if (given !== undefined && !(given instanceof Initial)) return asTensor(`${part}: ${name}`, given);
    const standard =
      initial === 'weights'
        ? { kind: 'xavier' as const }
        : { kind: 'constant' as const, value: initial === 'ones' ? 1 : 0 };
    return tracer.values.draw(
      given instanceof Initial ? given.initialiser : standard,
      full,
      shape,
      (fanIn ?? fanInOf)(shape),
    );
  }
}
