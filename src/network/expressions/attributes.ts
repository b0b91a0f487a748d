// Attribute values against what an op declares of them.

import type { AttributeSpec, AttributeValue } from '../../engine/op';

export function fitsAttribute(spec: AttributeSpec, value: unknown): value is AttributeValue {
  switch (spec.type) {
    case 'number':
      return isFiniteNumber(value) && value >= (spec.min ?? -Infinity) && value < (spec.below ?? Infinity);
    case 'integer':
      return isInteger(value, spec.min);
    case 'integers':
      if (Array.isArray(value)) return value.every((item) => isInteger(item, spec.min));
      return spec.scalar === true && isInteger(value, spec.min);
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && spec.choices.includes(value);
  }
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isInteger(value: unknown, min = -Infinity): boolean {
  return isFiniteNumber(value) && Number.isInteger(value) && value >= min;
}

/** What an attribute must be: `an integer of at least 1`. */
export function describeAttribute(spec: AttributeSpec): string {
  switch (spec.type) {
    case 'number':
      return `a number${spec.min === undefined ? '' : ` from ${spec.min}`}${spec.below === undefined ? '' : ` to below ${spec.below}`}`;
    case 'integer':
      return `an integer${atLeast(spec.min)}`;
    case 'integers':
      return spec.scalar
        ? `an integer${atLeast(spec.min)}, or an array of them`
        : `an array of integers${atLeast(spec.min)}`;
    case 'boolean':
      return 'true or false';
    case 'choice':
      return spec.choices.length === 1
        ? `"${spec.choices[0]}"`
        : `one of ${spec.choices.map((c) => `"${c}"`).join(', ')}`;
  }
}

function atLeast(min: number | undefined): string {
  return min === undefined ? '' : ` of at least ${min}`;
}
