// The functions that expressions may call: every op of the registry by its name in lower case. Operands come first,
// then attributes, in the order in which the op declares them.

import type { Attributes, AttributeValue, Op } from '../../engine/op';
import { registry } from '../../engine/ops';
import { describeAttribute, fitsAttribute } from './attributes';
import type { Binding, Static } from './types';

const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
]);

/** The number that a name stands for where the file names nothing so. */
export function constantNamed(name: string): number | undefined {
  return CONSTANTS.get(name);
}

export function isConstant(name: string): boolean {
  return CONSTANTS.has(name);
}

const FUNCTIONS: ReadonlyMap<string, Op> = new Map(
  Object.values<Op>(registry).map((op) => [op.name.toLowerCase(), op]),
);

export function functionNames(): readonly string[] {
  return [...FUNCTIONS.keys()];
}

export function functionNamed(name: string): Op | undefined {
  return FUNCTIONS.get(name);
}

/** `sum(x, axis, keepDims)` */
export function signatureOf(op: Op): string {
  const operands = op.operands.map(({ name, variadic }) => (variadic ? `${name}, ...` : name));
  return `${op.name.toLowerCase()}(${[...operands, ...Object.keys(op.attributes)].join(', ')})`;
}

/**
 * How many of the arguments are operands. Where there may be any number, a plain number is none of them: it would have
 * no axis to be joined along.
 */
export function operandCount(op: Op, args: readonly Binding[]): number {
  if (!op.operands.some(({ variadic }) => variadic)) return op.operands.length;
  let count = args.length;
  while (count > 0 && isPlain(args[count - 1])) count--;
  return Math.max(count, op.operands.length);
}

function isPlain(arg: Binding): boolean {
  return arg.kind === 'static' && !Array.isArray(arg.value);
}

/** An attribute that does not fit: which argument it is, counted from the first attribute. */
interface Misfit {
  readonly at: number;
  readonly expected: string;
  readonly found: string;
}

/** Attributes by position, or the first one that does not fit. */
export function attributesOf(
  op: Op,
  given: readonly Static[],
): { readonly values: Attributes } | { readonly misfit: Misfit } {
  const attributes: Record<string, AttributeValue> = {};
  for (const [at, [name, spec]] of Object.entries(op.attributes).entries()) {
    if (at >= given.length) {
      if (spec.required) return { misfit: { at, expected: `${name} in ${signatureOf(op)}`, found: 'nothing' } };
      continue;
    }
    const value = given[at];
    if (!fitsAttribute(spec, value)) {
      return { misfit: { at, expected: `${describeAttribute(spec)} for ${name}`, found: JSON.stringify(value) } };
    }
    attributes[name] = value;
  }
  return { values: attributes };
}
