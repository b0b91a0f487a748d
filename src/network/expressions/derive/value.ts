// Expressions as products of factors: signs and numbers come to the front, and what has a name is called by it.

import { ShapeError, withDefaults, type Op, type Term } from '../../../engine/op';
import { transpose } from '../../../engine/ops/transpose';
import { fromNested, type Shape } from '../../../engine/tensor';
import { bindExpression } from '../evaluate';
import { parseExpression } from '../parse';
import type { Ast, Binding, Comparison, Expression, NodeMaker, Scope, Source, Subscript } from '../types';
import {
  LEVEL,
  added,
  asFactor,
  bracketed,
  isNumber,
  just,
  negated,
  number,
  over,
  scaleOf,
  shapeOf,
  times,
  write,
  type Factor,
  type Level,
  type Product,
} from './product';

/** What the names in an expression are, and how they are written. */
export interface Names {
  readonly scope: Scope;
  /** The name itself where it is left out. */
  readonly written: ReadonlyMap<string, Product>;
  /** The names of values by their text. */
  readonly known: ReadonlyMap<string, string>;
  /** What parts of expressions have turned out to be. */
  readonly bindings: Map<Ast, Binding>;
  readonly values: Map<Ast, Product>;
}

export function namesFor(scope: Scope, written: Names['written'], known: Names['known'] = new Map()): Names {
  return { scope, written, known, bindings: new Map(), values: new Map() };
}

/** Knows shapes alone: nothing is built. */
const SHAPES: NodeMaker = {
  apply: (op: Op, operands: readonly Term[], attributes = {}): Term => ({
    shape: op.infer(
      operands.map(({ shape }) => shape),
      withDefaults(op, attributes),
    ),
  }),
  constant: (value) => ({ shape: typeof value === 'number' ? [] : value.shape }),
};

/** Throws ExpressionError where it has no value. */
export function bind(expression: Expression, scope: Scope): Binding {
  return bindExpression(expression, scope, SHAPES);
}

export function bindAst(ast: Ast, { scope, bindings }: Names): Binding {
  let binding = bindings.get(ast);
  if (!binding) bindings.set(ast, (binding = bind({ ast, source: NOWHERE, names: new Map() }, scope)));
  return binding;
}

const NOWHERE: Source = { text: '', span: () => ({ line: 1, column: 1, endLine: 1, endColumn: 1 }) };
const parsed = new Map<string, Ast>();

/** The tree of a text that needs no place in a file. */
export function treeOf(text: string): Ast {
  let ast = parsed.get(text);
  if (!ast) parsed.set(text, (ast = parseExpression({ ...NOWHERE, text }).ast));
  return ast;
}

export function shapeOfBinding(binding: Binding): Shape {
  if (binding.kind === 'tensor') return binding.term.shape;
  const { value } = binding;
  return typeof value === 'object' ? fromNested(value).shape : [];
}

export function valueOf(ast: Ast, names: Names): Product {
  let value = names.values.get(ast);
  if (!value) names.values.set(ast, (value = named(productOf(ast, names), ast, names)));
  return value;
}

function named(product: Product, ast: Ast, names: Names): Product {
  if (isNumber(product) || ast.kind === 'name') return product;
  const name = names.known.get(write(product));
  return name === undefined ? product : just(name, shapeOfBinding(bindAst(ast, names)));
}

function productOf(ast: Ast, names: Names): Product {
  const part = (child: Ast): Product => valueOf(child, names);
  switch (ast.kind) {
    case 'literal':
      if (typeof ast.value === 'number') return number(ast.value);
      return just(typeof ast.value === 'string' ? `'${ast.value}'` : `${ast.value}`, []);
    case 'name':
      return names.written.get(ast.name) ?? just(ast.name, shapeOfBinding(bindAst(ast, names)));
    case 'unary':
      if (ast.operator === '+') return part(ast.operand);
      return ast.operator === '-' ? negated(part(ast.operand)) : transposed(part(ast.operand));
    case 'binary':
      return binary(ast, part(ast.left), part(ast.right), names);
    default:
      return just(textOf(ast, names), shapeOfBinding(bindAst(ast, names)));
  }
}

function binary(ast: Ast & { kind: 'binary' }, left: Product, right: Product, names: Names): Product {
  const isScalar = (side: Product): boolean => shapeOf(side).length === 0;
  const shape = (): Shape => shapeOfBinding(bindAst(ast, names));
  switch (ast.operator) {
    case '+':
      return added([left, right]);
    case '-':
      return added([left, negated(right)]);
    case '.*':
      return times(left, right);
    case './':
    case '/':
      return over(left, right);
    case '*':
      return isScalar(left) || isScalar(right) ? times(left, right) : matrixProduct(left, right, shape());
    case '^':
    case '.^':
      return power(left, right);
    default:
      return compared(left, ast.operator, right, shape());
  }
}

export function compared(left: Product, sign: Comparison, right: Product, shape: Shape): Product {
  const [x, y] = [left, right].map((side) => bracketed(asFactor(side), LEVEL.sum));
  return just(`${x} ${sign} ${y}`, shape, LEVEL.comparison);
}

function power(base: Product, exponent: Product): Product {
  if (isNumber(exponent)) {
    const n = exponent.coefficient;
    if (n === 1) return base;
    if (n === 0) return number(1);
    if (isNumber(base)) return number(base.coefficient ** n);
  }
  const factor = asFactor(base);
  const text = `${bracketed(factor, LEVEL.whole)} .^ ${bracketed(asFactor(exponent), LEVEL.minus)}`;
  return just(text, factor.shape, LEVEL.power);
}

export function matrixProduct(left: Product, right: Product, shape: Shape): Product {
  const [x, y] = [scaleOf(left), scaleOf(right)];
  const [a, b] = [x.rest, y.rest].map((side) => bracketed(asFactor(side), LEVEL.power));
  return times(times(x.scale, y.scale), just(`${a} * ${b}`, shape, LEVEL.product));
}

export function transposed(product: Product): Product {
  const { scale, rest } = scaleOf(product);
  const factor = asFactor(rest);
  if (factor.shape.length < 2) return product;
  const shape = transpose.infer([factor.shape], {});
  const text = isTransposed(factor) ? factor.text.slice(0, -1) : `${bracketed(factor, LEVEL.whole)}'`;
  return times(scale, just(text, shape));
}

function isTransposed({ text, level }: Factor): boolean {
  return level === LEVEL.whole && text.endsWith("'");
}

function textOf(ast: Ast, names: Names): string {
  const text = (child: Ast, least: Level = LEVEL.comparison): string =>
    bracketed(asFactor(valueOf(child, names)), least);
  switch (ast.kind) {
    case 'array':
      return `[${ast.items.map((item) => text(item)).join(', ')}]`;
    case 'call':
      return `${ast.name}(${ast.args.map((arg) => text(arg)).join(', ')})`;
    case 'shape':
      return `${text(ast.of, LEVEL.whole)}.shape`;
    case 'index':
      return `${text(ast.of, LEVEL.whole)}[${ast.at.map((subscript) => subscriptText(subscript, text)).join(', ')}]`;
    default:
      throw new ShapeError('', 'a part that is written as one', ast.kind);
  }
}

function subscriptText(subscript: Subscript, text: (ast: Ast) => string): string {
  if (subscript.kind === 'at') return text(subscript.index);
  return `${subscript.from ? text(subscript.from) : ''}:${subscript.to ? text(subscript.to) : ''}`;
}
