// The chain rule over expressions, backwards: what flows into a part of an expression is passed on to the parts that it
// is made of, until it arrives at names. A cotangent may be smaller than what it belongs to where it broadcasts to it.

import { ShapeError, withDefaults, type AttributeValue, type Op } from '../../../engine/op';
import type { registry } from '../../../engine/ops';
import type { Shape } from '../../../engine/tensor';
import { functionNamed, operandCount } from '../functions';
import type { Ast, Binding, Operator, Scope } from '../types';
import { alignedWith, expanded, likeOf, reduced, type Place } from './extents';
import { just, negated, over, scaleOf, shapeOf, times, write, type Product } from './product';
import { LOGISTIC, QUOTIENT, RULES, WHOLE_RULES } from './rules';
import {
  bindAst,
  compared,
  namesFor,
  matrixProduct,
  shapeOfBinding,
  transposed,
  treeOf,
  valueOf,
  type Names,
} from './value';

/** What is longer explains nothing. */
export const MOST_CHARACTERS = 300;

type OpName = keyof typeof registry;

const OPERATORS: Readonly<Partial<Record<Operator, OpName>>> = {
  '+': 'Add',
  '-': 'Sub',
  '.*': 'Mul',
  './': 'Div',
  '/': 'Div',
  '^': 'Pow',
  '.^': 'Pow',
};

/** What an op is applied to, by the names that its rules use. */
type Parts = ReadonlyMap<string, Ast>;

export class Derivation {
  private readonly arrived = new Map<string, Product[]>();
  /** Names whose gradient cannot be written down. */
  readonly failed = new Set<string>();

  constructor(private readonly names: Names) {}

  /** What has arrived at a name. */
  at(name: string): readonly Product[] {
    return this.arrived.get(name) ?? [];
  }

  /** Passes the cotangent of a part on to the names in it. */
  pull(ast: Ast, dout: Product): void {
    if (this.bindingOf(ast).kind === 'static') return;
    if (write(dout).length > MOST_CHARACTERS) return this.fail(ast);
    try {
      this.step(ast, dout);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      this.fail(ast);
    }
  }

  fail(ast: Ast): void {
    for (const name of namesIn(ast)) this.failed.add(name);
  }

  private step(ast: Ast, dout: Product): void {
    switch (ast.kind) {
      case 'name':
        this.arrived.set(ast.name, [...this.at(ast.name), dout]);
        return;
      case 'unary':
        if (ast.operator === '+') this.pull(ast.operand, dout);
        else if (ast.operator === '-') this.pull(ast.operand, negated(dout));
        else this.pull(ast.operand, this.transposedBack(ast, dout));
        return;
      case 'binary':
        return this.binary(ast, dout);
      case 'call':
        return this.call(ast, dout);
      default:
        this.fail(ast);
    }
  }

  private transposedBack(ast: Ast, dout: Product): Product {
    const { scale, rest } = scaleOf(dout);
    return times(scale, transposed(expanded(rest, this.place(ast))));
  }

  private binary(ast: Ast & { kind: 'binary' }, dout: Product): void {
    const { left, right, operator } = ast;
    const isScalar = (side: Ast): boolean => this.shapeOf(side).length === 0;
    if (operator === '*' && !isScalar(left) && !isScalar(right)) return this.product(ast, left, right, dout);
    const z = logisticArgument(ast);
    if (z) return this.logistic(ast, z, dout);
    const op = operator === '*' ? 'Mul' : OPERATORS[operator];
    // What is left are comparisons, through which nothing flows.
    if (!op) return;
    const parts = new Map([
      ['x', left],
      [op === 'Pow' ? 'exponent' : 'y', right],
    ]);
    const rules = { ...RULES[op] };
    if (op === 'Div' && this.isNamed(ast)) rules.y = QUOTIENT;
    this.apply(ast, parts, new Map(), rules, dout);
  }

  private logistic(ast: Ast, z: Ast, dout: Product): void {
    const out = this.isNamed(ast)
      ? valueOf(ast, this.names)
      : just(`sigmoid(${write(negated(valueOf(z, this.names)))})`, this.shapeOf(ast));
    this.apply(ast, new Map([['z', z]]), new Map([['out', out]]), { z: LOGISTIC }, dout);
  }

  /** Whether it is the value of a `let` or an output. */
  private isNamed(ast: Ast): boolean {
    return [...this.names.known.values()].includes(write(valueOf(ast, this.names)));
  }

  private call(ast: Ast & { kind: 'call' }, dout: Product): void {
    const op = functionNamed(ast.name)!;
    const count = operandCount(
      op,
      ast.args.map((arg) => this.bindingOf(arg)),
    );
    const operands = ast.args.slice(0, count);
    const attributes = attributeTrees(op, ast.args.slice(count));
    const name = op.name as OpName;
    const [x, y] = operands;
    if (name === 'MatMul') return this.product(ast, x, y, dout);
    if (name === 'Sum' || name === 'Mean' || name === 'Max' || name === 'Min') {
      return this.reduction(ast, op, x, attributes, dout);
    }
    if (name === 'Transpose' && !attributes.has('axes')) return this.pull(x, this.transposedBack(ast, dout));
    const whole = WHOLE_RULES[name];
    const rules = whole ?? RULES[name];
    if (!rules) return this.fail(ast);
    const parts = new Map(op.operands.map((operand, k) => [operand.name, operands[k]]));
    this.apply(
      ast,
      new Map([...parts, ...attributes]),
      new Map(),
      rules,
      whole ? expanded(dout, this.place(ast)) : dout,
    );
  }

  /** Rules by operand, each evaluated with what its names stand for. */
  private apply(
    ast: Ast,
    parts: Parts,
    given: ReadonlyMap<string, Product>,
    rules: Readonly<Record<string, string>>,
    dout: Product,
  ): void {
    for (const [operand, rule] of Object.entries(rules)) {
      const part = parts.get(operand);
      if (!part || this.bindingOf(part).kind === 'static') continue;
      const written = new Map([
        ['out', given.get('out') ?? valueOf(ast, this.names)],
        ...[...parts].map(([name, tree]): [string, Product] => [name, valueOf(tree, this.names)]),
        ['dout', dout],
      ]);
      const scope: Scope = new Map<string, Binding>([
        ['out', { kind: 'tensor', term: { shape: this.shapeOf(ast) } }],
        ...[...parts].map(([name, tree]): [string, Binding] => [name, this.bindingOf(tree)]),
        ['dout', { kind: 'tensor', term: { shape: shapeOf(dout) } }],
      ]);
      const gradient = valueOf(treeOf(rule), namesFor(scope, written));
      this.pull(part, reduced(gradient, this.place(ast), this.shapeOf(part)));
    }
  }

  /** d(x·y): dx = dout · yᵀ, dy = xᵀ · dout; vectors are rows on the left and columns on the right. */
  private product(ast: Ast, left: Ast, right: Ast, dout: Product): void {
    const { scale, rest } = scaleOf(dout);
    const whole = expanded(rest, this.place(ast));
    const [x, y] = [left, right].map((side) => valueOf(side, this.names));
    const [xShape, yShape] = [left, right].map((side) => this.shapeOf(side));
    const column = (product: Product): Product => just(`reshape(${write(product)}, [-1, 1])`, [...shapeOf(product), 1]);
    const ranks = `${xShape.length} ${yShape.length}`;
    const gradients: Record<string, readonly [() => Product, () => Product]> = {
      '2 2': [() => matrixProduct(whole, transposed(y), xShape), () => matrixProduct(transposed(x), whole, yShape)],
      '1 2': [() => matrixProduct(whole, transposed(y), xShape), () => times(column(x), whole)],
      '2 1': [() => times(column(whole), y), () => matrixProduct(transposed(x), whole, yShape)],
      '1 1': [() => times(whole, y), () => times(whole, x)],
    };
    const rule = gradients[ranks];
    if (!rule) return this.fail(ast);
    [left, right].forEach((side, k) => {
      if (this.bindingOf(side).kind === 'tensor') this.pull(side, times(scale, rule[k]()));
    });
  }

  private reduction(ast: Ast, op: Op, x: Ast, trees: Parts, dout: Product): void {
    const shape = this.shapeOf(x);
    const attribute = (name: string): AttributeValue | undefined => {
      const tree = trees.get(name);
      const binding = tree && this.bindingOf(tree);
      return binding?.kind === 'static' ? (binding.value as AttributeValue) : undefined;
    };
    const place: Place = { ...this.place(x), shape };
    const { aligned, count } = alignedWith(place, attribute('axis'), attribute('keepDims') === true);
    const flowing = aligned(dout);
    if (op.name === 'Mean') return this.pull(x, over(flowing, count));
    if (op.name === 'Sum') return this.pull(x, flowing);
    this.pull(x, times(flowing, compared(valueOf(x, this.names), '==', aligned(valueOf(ast, this.names)), shape)));
  }

  private place(ast: Ast): Place {
    return { shape: this.shapeOf(ast), like: () => likeOf(ast, (part) => this.bindingOf(part), this.names) };
  }

  private bindingOf(ast: Ast): Binding {
    return bindAst(ast, this.names);
  }

  private shapeOf(ast: Ast): Shape {
    return shapeOfBinding(this.bindingOf(ast));
  }
}

/** Attributes as they are written, and the defaults of those that are left out. */
function attributeTrees(op: Op, given: readonly Ast[]): Parts {
  const defaults = withDefaults(op, {});
  const trees = Object.keys(op.attributes).map((name, k): [string, Ast | undefined] => {
    const standard = defaults[name];
    return [name, given[k] ?? (standard === undefined ? undefined : treeOf(JSON.stringify(standard)))];
  });
  return new Map(trees.filter((pair): pair is [string, Ast] => pair[1] !== undefined));
}

/** z of 1 ./ (1 + exp(z)). */
function logisticArgument({ operator, left, right }: Ast & { kind: 'binary' }): Ast | null {
  if ((operator !== './' && operator !== '/') || !isOne(left)) return null;
  if (right.kind !== 'binary' || right.operator !== '+') return null;
  const exponential = isOne(right.left) ? right.right : isOne(right.right) ? right.left : null;
  return exponential?.kind === 'call' && exponential.name === 'exp' ? exponential.args[0] : null;
}

function isOne(ast: Ast): boolean {
  return ast.kind === 'literal' && ast.value === 1;
}

function namesIn(ast: Ast): string[] {
  switch (ast.kind) {
    case 'literal':
      return [];
    case 'name':
      return [ast.name];
    case 'array':
      return ast.items.flatMap(namesIn);
    case 'unary':
      return namesIn(ast.operand);
    case 'binary':
      return [...namesIn(ast.left), ...namesIn(ast.right)];
    case 'call':
      return ast.args.flatMap(namesIn);
    case 'shape':
      return [];
    case 'index':
      return namesIn(ast.of);
  }
}
