// The JSON schema of networks, made from the registry: what the editor completes, explains and checks while a person types.

import type { AttributeSpec, Op, Operand } from '../src/engine/op';
import { registry } from '../src/engine/ops';
import { NAME_PATTERN } from '../src/network/describe/names';
import { METHODS } from '../src/network/describe/sections';
import { INITIALISERS, closed, initialisers, nested, tensorForms, type Schema } from './schema-tensors';

const OPS: readonly Op[] = Object.values(registry);
const name: Schema = { type: 'string', pattern: NAME_PATTERN };
const tensor: Schema = { $ref: '#/definitions/tensor' };
const seed: Schema = { type: 'integer', description: 'Every random value derives from it.', default: 0 };

/** Draft 7, which is what the editor knows best; `allowComments` and `allowTrailingCommas` are the editor's own. */
export function networkSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Network of the Gradient Debugger',
    allowComments: true,
    allowTrailingCommas: true,
    type: 'object',
    required: ['layers'],
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      name: { type: 'string', description: "The network's name in reports." },
      seed,
      dtype: {
        enum: ['float64', 'float32'],
        description: 'Precision of forward and backward pass.',
        default: 'float64',
      },
      inputs: named(tensor, 'Data by name. Layers refer to it in their inputs.'),
      params: named(tensor, 'Trainable tensors by name, which several layers may share.'),
      layerTypes: named(
        { $ref: '#/definitions/layerType' },
        'Layer types written by hand, as expressions over tensors.',
      ),
      layers: {
        type: 'array',
        minItems: 1,
        description: 'The layers, each after those that it takes its inputs from.',
        items: { $ref: '#/definitions/layer' },
      },
      loss: { type: 'string', description: "The tensor to differentiate; left out, the last layer's output." },
      upstream: {
        ...tensor,
        description:
          'The gradient that arrives at the output; left out, 1 for a single element, else seeded random values.',
      },
      check: checkSection,
      train: trainSection,
    },
    definitions: { tensor: tensorForms, nested, ...initialisers, layer: layer(), layerType },
  };
}

function named(of: Schema, description: string): Schema {
  return { type: 'object', description, propertyNames: { pattern: NAME_PATTERN }, additionalProperties: of };
}

const checkSection = closed(
  {
    method: { enum: METHODS, default: 'auto', description: 'How the numerical gradient is computed.' },
    h: { type: 'number', exclusiveMinimum: 0, description: "Step of the differences, times the element's scale." },
    rtol: { type: 'number', minimum: 0, description: 'Relative tolerance.' },
    atol: { type: 'number', minimum: 0, description: 'Absolute tolerance.' },
    tensors: {
      type: 'array',
      items: { type: 'string' },
      description: 'Names of the tensors to check, as the report spells them; * stands for any part: "Affine1.*".',
    },
    sample: { type: 'integer', minimum: 1, description: 'At most so many elements of each tensor.' },
    seed: { ...seed, description: 'Draws the sample.' },
  },
  [],
  'How gradients are checked.',
);

const trainSection = closed(
  {
    rate: { type: 'number', exclusiveMinimum: 0, description: 'Learning rate.' },
    steps: { type: 'integer', minimum: 1, description: 'Number of updates.' },
    batch: { type: 'integer', minimum: 1, description: 'Rows drawn for each update.' },
    data: named(tensor, 'Data sets for inputs, all with the same number of rows.'),
    test: named(tensor, 'Data sets that nothing is learnt from.'),
    scores: { type: 'string', description: "What accuracy is computed from; left out, the loss layer's first input." },
  },
  ['rate', 'steps', 'batch', 'data'],
  'Learning by gradient descent.',
);

const reference: Schema = { type: 'string' };
const inputs: Schema = {
  description:
    "Names of inputs, params or earlier layers (of several outputs `Lstm.h`, a layer's param `Affine1.W`); left out, the previous layer's output.",
  anyOf: [reference, { type: 'array', items: reference, minItems: 1 }],
};
const outputs: Schema = { type: 'array', items: name, description: 'The names of several outputs.' };
const expression: Schema = { type: 'string', description: 'An expression over tensors in mathjs syntax.' };
const forward: Schema = {
  description: 'The result as an expression, or an object with an expression for each of several outputs.',
  anyOf: [expression, { type: 'object', minProperties: 1, additionalProperties: expression }],
};

/** What each type adds: its attributes, its trainable tensors, how many inputs it takes. Other types are the file's own. */
function layer(): Schema {
  const types = [...OPS.map((op) => op.name), 'Expression'];
  const summaries = [...OPS.map((op) => op.summary), 'An expression over the tensors of the network.'];
  return {
    type: 'object',
    required: ['type'],
    properties: {
      name: { ...name, description: 'Unique in the network; left out, the type and its ordinal.' },
      type: {
        description: 'A built-in layer type or one of `layerTypes`.',
        anyOf: [{ enum: types, enumDescriptions: summaries }, name],
      },
      inputs,
      outputs,
    },
    allOf: [...OPS.map((op) => whenType(op.name, opKeys(op))), whenType('Expression', expressionKeys)],
  };
}

function whenType(type: string, then: Schema): Schema {
  return { if: { properties: { type: { const: type } }, required: ['type'] }, then };
}

const COMMON = ['name', 'type', 'inputs', 'outputs'];
const expressionKeys: Schema = {
  properties: { forward },
  required: ['forward'],
  propertyNames: { enum: [...COMMON, 'forward'] },
};

function opKeys(op: Op): Schema {
  const attributes = Object.entries(op.attributes);
  const params = op.operands.filter(({ kind }) => kind === 'param');
  const properties = {
    ...Object.fromEntries(attributes.map(([key, spec]) => [key, attribute(spec)])),
    ...(params.length > 0 && { params: paramsOf(params) }),
    ...inputsOf(op.operands.filter(({ kind }) => kind === 'data')),
  };
  const required = attributes.flatMap(([key, spec]) => (spec.required ? [key] : []));
  const several = op.operands.filter(({ kind }) => kind === 'data').length > 1;
  return {
    properties,
    ...(required.length > 0 || several ? { required: [...required, ...(several ? ['inputs'] : [])] } : {}),
    propertyNames: { enum: [...COMMON.filter((key) => !(key in properties)), ...Object.keys(properties)] },
  };
}

function inputsOf(data: readonly Operand[]): Readonly<Record<string, Schema>> {
  if (data.some(({ variadic }) => variadic)) return {};
  const description = data.map(({ name, summary }) => `${name}: ${summary}`).join('; ');
  const list = { type: 'array', items: reference, minItems: data.length, maxItems: data.length };
  return { inputs: { description, ...(data.length === 1 ? { anyOf: [reference, list] } : list) } };
}

function paramsOf(params: readonly Operand[]): Schema {
  const properties = params.map(({ name, summary }): [string, Schema] => [
    name,
    { description: summary, anyOf: [tensor, { type: 'string', description: 'The name of a shared param.' }] },
  ]);
  return closed(
    Object.fromEntries(properties),
    [],
    'Initial values of the trainable tensors, or names of shared ones.',
  );
}

function attribute(spec: AttributeSpec): Schema {
  const { summary: description, default: standard } = spec;
  return { description, ...(standard !== undefined && { default: standard }), ...valuesOf(spec) };
}

function valuesOf(spec: AttributeSpec): Schema {
  switch (spec.type) {
    case 'number':
    case 'integer': {
      const below = spec.type === 'number' ? spec.below : undefined;
      return {
        type: spec.type,
        ...(spec.min !== undefined && { minimum: spec.min }),
        ...(below !== undefined && { exclusiveMaximum: below }),
      };
    }
    case 'integers': {
      const item = { type: 'integer', ...(spec.min !== undefined && { minimum: spec.min }) };
      const list = { type: 'array', items: item };
      return spec.scalar ? { anyOf: [item, list] } : list;
    }
    case 'boolean':
      return { type: 'boolean' };
    case 'choice':
      return { enum: spec.choices };
  }
}

const attributeValue: Schema = {
  description: 'The default; null where every layer must give a value.',
  anyOf: [{ type: ['number', 'boolean', 'string', 'null'] }, { type: 'array', items: { type: 'number' } }],
};

const ownParam: Schema = {
  ...closed(
    {
      shape: {
        type: 'array',
        items: {
          anyOf: [
            { type: 'integer', minimum: 1 },
            { type: 'string', description: 'For instance "x.shape[1]".' },
          ],
        },
      },
      ...INITIALISERS,
    },
    ['shape'],
  ),
  maxProperties: 2,
};

const layerType: Schema = closed(
  {
    inputs: { type: 'array', items: name, minItems: 1, description: 'Names for the inputs, in their order.' },
    attributes: named(attributeValue, 'Keys that layers of this type may have, with their defaults.'),
    params: named(ownParam, 'Trainable tensors that each layer of this type owns.'),
    let: named(expression, 'Names for parts of the expressions.'),
    outputs,
    forward,
    backward: {
      type: 'object',
      additionalProperties: expression,
      description: 'The gradient of each input and param; left out, derived.',
    },
  },
  ['inputs', 'forward'],
);
