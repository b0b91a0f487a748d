// The backward pass that a layer type should have, as expressions in its own language.

import type { Attributes } from '../../../engine/op';
import type { Shape } from '../../../engine/tensor';
import { staticScope, paramShapes } from '../instantiate';
import type { LayerType } from '../layer-type';
import { parseExpression } from '../parse';
import { ExpressionError, type Binding, type Expression } from '../types';
import { Derivation, MOST_CHARACTERS } from './derivation';
import { expanded } from './extents';
import { gathered, just, write, type Product } from './product';
import { proven } from './proof';
import { bind, namesFor, valueOf, type Names } from './value';

/**
 * The gradient of each input and param, as far as it can be written down. All of them have been compared with the
 * graph's own on random numbers.
 */
export function derivedBackward(
  type: LayerType,
  attributes: Attributes,
  inputs: ReadonlyMap<string, Shape>,
): ReadonlyMap<string, string> {
  const texts = gradientTexts(type, attributes, inputs);
  const expressions = new Map([...texts].map(([name, text]) => [name, parsed(text)]));
  const right = proven(type, attributes, inputs, expressions);
  return new Map([...texts].filter(([name]) => right.has(name)));
}

/** As derivedBackward, before anything is compared. */
export function gradientTexts(
  type: LayerType,
  attributes: Attributes,
  inputs: ReadonlyMap<string, Shape>,
): ReadonlyMap<string, string> {
  const shapes = new Map([...inputs, ...paramShapes(type, inputs, attributes)]);
  const names = namesOf(type, attributes, shapes);
  const derivation = new Derivation(names);
  for (const [output, expression] of type.forward) {
    const shape = shapeIn(names, output);
    derivation.pull(expression.ast, just(output === 'out' ? 'dout' : `d${output}`, shape));
  }
  for (const [name, { ast }] of [...type.let].reverse()) {
    if (derivation.failed.has(name)) derivation.fail(ast);
    else if (derivation.at(name).length > 0) derivation.pull(ast, gathered(derivation.at(name)));
  }
  const texts = [...shapes].flatMap(([name, shape]): [string, string][] => {
    const parts = derivation.at(name);
    if (parts.length === 0 || derivation.failed.has(name)) return [];
    return [[name, write(expanded(gathered(parts), { shape, like: () => name }))]];
  });
  return new Map(texts.filter(([, text]) => text.length <= MOST_CHARACTERS));
}

/** All that a backward pass sees. */
function namesOf(type: LayerType, attributes: Attributes, shapes: ReadonlyMap<string, Shape>): Names {
  const scope = new Map<string, Binding>(staticScope(attributes));
  for (const [name, shape] of shapes) scope.set(name, { kind: 'tensor', term: { shape } });
  const known = new Map<string, string>();
  for (const [name, expression] of [...type.let, ...type.forward]) {
    const written = valueOf(expression.ast, namesFor(scope, new Map(), known));
    if (!isPlain(written)) known.set(write(written), name);
    scope.set(name, bind(expression, scope));
  }
  return namesFor(scope, new Map(), known);
}

/** A name or a number is its own best name. */
function isPlain(product: Product): boolean {
  return /^-?[\w.]+$/.test(write(product));
}

function shapeIn({ scope }: Names, name: string): Shape {
  const binding = scope.get(name);
  return binding?.kind === 'tensor' ? binding.term.shape : [];
}

function parsed(text: string): Expression {
  const mistake = (): never => {
    throw new ExpressionError('expression', { line: 1, column: 1, endLine: 1, endColumn: 1 }, 'a derivative', text);
  };
  return parseExpression({ text, span: mistake });
}
