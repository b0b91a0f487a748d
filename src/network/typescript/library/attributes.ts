// What the attributes of an op may be when a program gives them.

import type { Attributes, AttributeSpec, AttributeValue, Op } from '../../../engine/op';
import { UsageError } from '../host';
import { kindOf } from './evaluate';

/** Throws UsageError where a value is not what the op declares. */
export function checkAttributes(part: string, op: Op, given: Attributes): void {
  for (const [name, value] of Object.entries(given)) attributeOf(part, name, op.attributes[name], value);
}

/** Throws UsageError where the value is not what the op declares. */
export function attributeOf(part: string, name: string, spec: AttributeSpec, value: unknown): AttributeValue {
  if (fits(spec, value)) return value;
  const found = Array.isArray(value) ? `[${value.join(', ')}]` : kindOf(value);
  throw new UsageError('bad-value', `${part}: ${name}`, describe(spec), found);
}

function fits(spec: AttributeSpec, value: unknown): value is AttributeValue {
  switch (spec.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && spec.choices.includes(value);
    case 'number':
      return typeof value === 'number' && value >= (spec.min ?? -Infinity) && !(value >= (spec.below ?? NaN));
    case 'integer':
      return isInteger(value, spec.min);
    case 'integers':
      return spec.scalar && typeof value === 'number'
        ? isInteger(value, spec.min)
        : Array.isArray(value) && value.every((item) => isInteger(item, spec.min));
  }
}

function isInteger(value: unknown, min = -Infinity): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min;
}

function describe(spec: AttributeSpec): string {
  switch (spec.type) {
    case 'boolean':
      return 'true or false';
    case 'choice':
      return spec.choices.map((choice) => `"${choice}"`).join(', ');
    case 'number':
      return `a number${spec.min === undefined ? '' : ` from ${spec.min}`}${spec.below === undefined ? '' : ` below ${spec.below}`}`;
    case 'integer':
      return `a whole number${spec.min === undefined ? '' : ` from ${spec.min}`}`;
    case 'integers':
      return `${spec.scalar ? 'a whole number or ' : ''}a list of whole numbers${spec.min === undefined ? '' : ` from ${spec.min}`}`;
  }
}
