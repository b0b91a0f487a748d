// From tree to nodes. What is known beforehand (numbers, attributes, shapes) is computed at once; the rest becomes nodes.

import { fullBox } from '../../engine/box';
import { ShapeError, withDefaults, type Attributes, type Op, type Term } from '../../engine/op';
import { add } from '../../engine/ops/add';
import { div } from '../../engine/ops/div';
import { matMul } from '../../engine/ops/matmul';
import { mul } from '../../engine/ops/mul';
import { pow } from '../../engine/ops/pow';
import { sub } from '../../engine/ops/sub';
import { transpose } from '../../engine/ops/transpose';
import { formatShape, fromNested, scalar, zeros, type Nested, type Shape } from '../../engine/tensor';
import { COMPARISONS } from './comparison';
import { attributesOf, constantNamed, functionNamed, operandCount, signatureOf } from './functions';
import { applyIndex } from './indexing';
import { unknownName } from './parse';
import { mistake } from './tokens';
import type { Ast, Binding, Expression, NodeMaker, Range, Scope, Source, Static } from './types';

/** What evaluating needs besides the tree. Without a maker of nodes, only what is known beforehand may occur. */
interface Context {
  readonly source: Source;
  readonly scope: Scope;
  readonly maker: NodeMaker | null;
}

/** A part of an expression and its value. */
interface Operand extends Range {
  readonly value: Binding;
}

/** The value of an expression as nodes. The node of its result is called `name`, where it makes one. */
export function compileExpression(expression: Expression, scope: Scope, maker: NodeMaker, name?: string): Term {
  const context: Context = { source: expression.source, scope, maker };
  return termOf({ ...expression.ast, value: evaluate(expression.ast, context, name) }, context);
}

/** As compileExpression, but what is known beforehand stays a plain value. */
export function bindExpression(expression: Expression, scope: Scope, maker: NodeMaker, name?: string): Binding {
  return evaluate(expression.ast, { source: expression.source, scope, maker }, name);
}

/** The value of an expression over shapes and attributes, such as the extent of a parameter. */
export function evaluateStatic({ source, ast }: Expression, scope: Scope): Static {
  return staticOf({ ...ast, value: evaluate(ast, { source, scope, maker: null }) }, source);
}

function evaluate(ast: Ast, context: Context, name?: string): Binding {
  const part = (child: Ast): Operand => ({ from: child.from, to: child.to, value: evaluate(child, context) });
  switch (ast.kind) {
    case 'literal':
      return { kind: 'static', value: ast.value };
    case 'name':
      return lookUp(ast.name, ast, context);
    case 'array':
      return arrayOf(ast.items.map(part), context);
    case 'unary':
      if (ast.operator === '+') return evaluate(ast.operand, context, name);
      return unary(ast.operator, part(ast.operand), ast, context, name);
    case 'binary':
      return binary(ast, part(ast.left), part(ast.right), context, name);
    case 'call':
      return call(ast, ast.args.map(part), context, name);
    case 'shape':
      return { kind: 'static', value: shapeOf(part(ast.of), context) };
    case 'index':
      return applyIndex(ast, evaluate(ast.of, context), {
        integer: (at) => integerOf(part(at), context),
        term: (value) => termOf({ ...ast.of, value }, context),
        apply: (op, term, attributes, last) =>
          apply(
            op,
            [{ ...ast.of, value: { kind: 'tensor', term } }],
            attributes,
            ast,
            context,
            last ? name : undefined,
          ),
        mistake: (range, expected, found) => mistake(context.source, range, expected, found),
      });
  }
}

function lookUp(name: string, range: Range, { scope, source }: Context): Binding {
  const bound = scope.get(name);
  if (bound) return bound;
  const constant = constantNamed(name);
  if (constant === undefined) throw unknownName(source, name, range, scope.keys());
  return { kind: 'static', value: constant };
}

function arrayOf(items: readonly Operand[], { source }: Context): Binding {
  const values = items.map((item) => numbersOf(item, source));
  const shapes = values.map((value) => formatShape(fromNested(value).shape));
  const odd = shapes.findIndex((shape) => shape !== shapes[0]);
  if (odd > 0) throw mistake(source, items[odd], `elements of one shape, ${shapes[0]}`, shapes[odd]);
  return { kind: 'static', value: values };
}

function unary(operator: '-' | "'", x: Operand, range: Range, context: Context, name?: string): Binding {
  if (operator === "'") return rankOf(x, context) === 0 ? x.value : apply(transpose, [x], {}, range, context, name);
  const minusOne: Operand = { ...range, value: { kind: 'static', value: -1 } };
  return apply(mul, [x, minusOne], {}, range, context, name);
}

function binary(ast: Ast & { kind: 'binary' }, x: Operand, y: Operand, context: Context, name?: string): Binding {
  const to = (op: Op, operands = [x, y], attributes: Attributes = {}): Binding =>
    apply(op, operands, attributes, ast, context, name);
  switch (ast.operator) {
    case '+':
      return to(add);
    case '-':
      return to(sub);
    case '.*':
      return to(mul);
    case '*':
      return to(rankOf(x, context) === 0 || rankOf(y, context) === 0 ? mul : matMul);
    case './':
      return to(div);
    case '/':
      if (rankOf(y, context) === 0) return to(div);
      throw shapeMistake(y, 'a scalar to divide by; elementwise division is ./', context);
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '==':
      return to(COMPARISONS[ast.operator].op);
    case '^':
    case '.^':
      if (y.value.kind === 'static' && typeof y.value.value === 'number') {
        return to(pow, [x], { exponent: y.value.value });
      }
      throw mistake(context.source, y, 'a constant exponent; otherwise exp(exponent .* log(base))', kindOf(y.value));
  }
}

function call(ast: Ast & { kind: 'call' }, args: readonly Operand[], context: Context, name?: string): Binding {
  const op = functionNamed(ast.name);
  if (!op) throw new Error(`${ast.name} was known when it was parsed`);
  const count = operandCount(
    op,
    args.map(({ value }) => value),
  );
  const most = count + Object.keys(op.attributes).length;
  if (args.length < count || args.length > most) {
    throw mistake(
      context.source,
      ast,
      signatureOf(op),
      `${args.length} ${args.length === 1 ? 'argument' : 'arguments'}`,
    );
  }
  const given = args.slice(count).map((arg) => staticOf(arg, context.source));
  const attributes = attributesOf(op, given);
  if ('misfit' in attributes) {
    const { at, expected, found } = attributes.misfit;
    throw mistake(context.source, args[count + at] ?? ast, expected, found);
  }
  return apply(op, args.slice(0, count), attributes.values, ast, context, name);
}

/** One op over its operands: a number at once where all of them are numbers and so is the result, else a node. */
function apply(
  op: Op,
  operands: readonly Operand[],
  attributes: Attributes,
  range: Range,
  context: Context,
  name?: string,
): Binding {
  try {
    const number = compute(op, operands, attributes);
    if (number === null) {
      const terms = operands.map((operand) => termOf(operand, context));
      return { kind: 'tensor', term: makerOf(context, range).apply(op, terms, attributes, name) };
    }
    if (Number.isFinite(number)) return { kind: 'static', value: number };
    throw mistake(context.source, range, 'a finite number', `${number}`, 'not-finite');
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const operand = error.operand === '' ? '' : `${error.operand} of ${op.name}: `;
    throw mistake(context.source, range, operand + error.expected, error.found, 'shape-mismatch');
  }
}

function compute(op: Op, operands: readonly Operand[], given: Attributes): number | null {
  const numbers = operands.map(({ value }) => (value.kind === 'static' ? value.value : null));
  if (!numbers.every((value) => typeof value === 'number')) return null;
  const attributes = withDefaults(op, given);
  const shape = op.infer(
    numbers.map(() => []),
    attributes,
  );
  if (shape.length > 0) return null;
  const tensors = numbers.map((value) => scalar(value));
  op.validate?.(tensors, attributes);
  const out = zeros([]);
  op.forward({ operands: tensors, attributes, out }, fullBox([]));
  return out.data[0];
}

function termOf(operand: Operand, context: Context): Term {
  if (operand.value.kind === 'tensor') return operand.value.term;
  const value = numbersOf(operand, context.source);
  if (typeof value === 'number') return makerOf(context, operand).constant(value);
  const tensor = fromNested(value);
  if (tensor.data.length === 0) throw mistake(context.source, operand, 'at least one element', 'none');
  return makerOf(context, operand).constant(tensor);
}

function makerOf({ maker, source }: Context, range: Range): NodeMaker {
  if (maker) return maker;
  throw mistake(source, range, 'a value known from attributes and shapes alone', 'a tensor');
}

function staticOf(operand: Operand, source: Source): Static {
  if (operand.value.kind === 'static') return operand.value.value;
  throw mistake(source, operand, 'a value known from attributes and shapes alone', kindOf(operand.value));
}

function numbersOf(operand: Operand, source: Source): Nested {
  const value = staticOf(operand, source);
  if (typeof value !== 'boolean' && typeof value !== 'string') return value;
  throw mistake(source, operand, 'a number or a tensor', kindOf(operand.value));
}

function integerOf(operand: Operand, { source }: Context): number {
  const value = staticOf(operand, source);
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw mistake(source, operand, 'an integer', kindOf(operand.value));
}

function shapeOf(operand: Operand, { source }: Context): Shape {
  return operand.value.kind === 'tensor' ? operand.value.term.shape : fromNested(numbersOf(operand, source)).shape;
}

function rankOf(operand: Operand, context: Context): number {
  return shapeOf(operand, context).length;
}

function shapeMistake(operand: Operand, expected: string, context: Context): Error {
  const found = `shape ${formatShape(shapeOf(operand, context))}`;
  return mistake(context.source, operand, expected, found, 'shape-mismatch');
}

function kindOf(value: Binding): string {
  return value.kind === 'tensor' ? `a tensor of shape ${formatShape(value.term.shape)}` : JSON.stringify(value.value);
}
