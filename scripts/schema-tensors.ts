// The parts of the JSON schema that describe tensors.

export type Schema = Readonly<Record<string, unknown>>;

/** An object with these keys and no others. */
export function closed(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
  description?: string,
): Schema {
  return { type: 'object', ...(description && { description }), properties, required, additionalProperties: false };
}

export const nested: Schema = {
  anyOf: [{ type: 'number' }, { type: 'array', minItems: 1, items: { $ref: '#/definitions/nested' } }],
};

const shape: Schema = {
  type: 'array',
  items: { type: 'integer', minimum: 1 },
  description: 'Extents, first axis first; may be left out where the layer implies them.',
};

export const INITIALISERS: Readonly<Record<string, Schema>> = {
  normal: { type: 'number', minimum: 0, description: 'Normal random values of this standard deviation and mean 0.' },
  uniform: {
    type: 'array',
    items: { type: 'number' },
    minItems: 2,
    maxItems: 2,
    description: 'Uniform random values in [low, high).',
  },
  constant: { type: 'number', description: 'This value everywhere.' },
  xavier: { const: true, description: 'Normal random values of standard deviation 1 / sqrt(fan-in).' },
  he: {
    const: true,
    description: 'Normal random values of standard deviation sqrt(2 / fan-in), for ReLU and its like.',
  },
};

export const initialisers: Readonly<Record<string, Schema>> = Object.fromEntries(
  Object.entries(INITIALISERS).map(([key, value]) => [key, closed({ shape, [key]: value }, [key])]),
);

const labels = closed(
  {
    labels: {
      type: 'array',
      items: { type: 'integer', minimum: 0 },
      minItems: 1,
      description: 'A class for each row.',
    },
    classes: { type: 'integer', minimum: 1, description: 'The number of classes.' },
  },
  ['labels', 'classes'],
  'One-hot rows.',
);

const file = closed(
  {
    file: { type: 'string', description: 'A .npy, .npz, .csv, IDX or .json file; its path is relative to this one.' },
    key: { type: 'string', description: 'The member of an .npz archive.' },
    rows: {
      type: 'array',
      items: { type: 'integer', minimum: 0 },
      minItems: 2,
      maxItems: 2,
      description: 'From, inclusive, and to, exclusive, along the first axis.',
    },
    scale: { type: 'number', description: 'Multiplies every element.' },
  },
  ['file'],
  'A tensor from a file.',
);

export const tensorForms: Schema = {
  description: 'A number, nested arrays, random values, one-hot labels or a file.',
  anyOf: [
    { $ref: '#/definitions/nested' },
    ...Object.keys(initialisers).map((key) => ({ $ref: `#/definitions/${key}` })),
    labels,
    file,
  ],
};
