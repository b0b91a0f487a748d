// From text to tree: mathjs parses, then its tree is walked beside the tokens, in the order in which both were written,
// so that every part gets its place.

import { nearest } from '../nearest';
import { functionNames, isConstant } from './functions';
import {
  AccessorTree,
  ArrayTree,
  ConstantTree,
  FunctionTree,
  OperatorTree,
  ParenthesisTree,
  RangeTree,
  SymbolTree,
  parseTree,
  type ParseTree,
} from './mathjs';
import { mistake, tokensOf, type Token } from './tokens';
import type { Ast, Expression, Operator, Range, Source, Subscript } from './types';

/** The walks over a tree go this deep. */
const MAX_DEPTH = 500;
const END = 'the end of the expression';

/** Throws ExpressionError where the text is no expression or calls a function that neither exists nor is one of `more`. */
export function parseExpression(source: Source, more: readonly string[] = []): Expression {
  const tokens = tokensOf(source);
  const tree = treeOf(source, tokens);
  const names = new Map<string, Range>();
  const ast = new Placer(source, tokens, names, more).place(tree, 0);
  return { source, ast, names };
}

function treeOf(source: Source, tokens: readonly Token[]): ParseTree {
  try {
    // Line ends, too, are mere space.
    return parseTree(source.text.replace(/\s/g, ' '));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const from = (error as SyntaxError & { char: number }).char - 1;
    const token = tokens.find(({ to }) => to > from);
    const end = source.text.length;
    throw mistake(source, token ?? { from: end, to: end }, expectedBy(error.message), token ? `"${token.text}"` : END);
  }
}

/** What mathjs's message asks for, in a noun. */
function expectedBy(message: string): string {
  const asked = /^Parenthesis (.) expected|^End of matrix (.) expected/.exec(message);
  if (asked) return `"${asked[1] ?? asked[2]}"`;
  if (/^(Value expected|Unexpected end)/.test(message)) return 'a value';
  if (message.startsWith('Unexpected')) return `an operator or ${END}`;
  if (message.startsWith('Digit expected')) return 'the digits of an exponent';
  if (message.startsWith('Column dimensions mismatch')) return 'rows of equal length';
  return message.startsWith('Property name expected') ? '"shape"' : message.replace(/ \(char \d+\)$/, '');
}

class Placer {
  private at = 0;
  private readonly rowBrackets: ReadonlySet<Token>;

  constructor(
    private readonly source: Source,
    private readonly tokens: readonly Token[],
    private readonly names: Map<string, Range>,
    private readonly more: readonly string[],
  ) {
    this.rowBrackets = bracketsOfRows(tokens);
  }

  place(tree: ParseTree, depth: number): Ast {
    if (depth > MAX_DEPTH) {
      throw mistake(this.source, this.next(), `operators at most ${MAX_DEPTH} deep`, 'more', 'limit');
    }
    if (tree instanceof ConstantTree) return this.literal(tree);
    if (tree instanceof SymbolTree) return this.name(this.take());
    if (tree instanceof ParenthesisTree) return this.parenthesis(tree, depth);
    if (tree instanceof OperatorTree)
      return tree.args.length === 1 ? this.unary(tree, depth) : this.binary(tree, depth);
    if (tree instanceof FunctionTree) return this.call(tree, depth);
    if (tree instanceof AccessorTree) {
      return tree.index.dotNotation ? this.property(tree, depth) : this.index(tree, depth);
    }
    if (tree instanceof ArrayTree) return this.array(tree, depth);
    throw this.rangeOutside(tree, depth);
  }

  private literal({ value }: ConstantTree): Ast {
    const { from, to, text } = this.take();
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw mistake(this.source, { from, to }, 'a finite number', text);
    }
    return { kind: 'literal', value, from, to };
  }

  private name({ text, from, to }: Token): Ast {
    return { kind: 'name', name: this.refer(text, { from, to }), from, to };
  }

  private refer(name: string, range: Range): string {
    if (!this.names.has(name)) this.names.set(name, range);
    return name;
  }

  private parenthesis(tree: ParenthesisTree, depth: number): Ast {
    const { from } = this.take('(');
    const inner = this.place(tree.content, depth + 1);
    const { to } = this.take(')');
    return { ...inner, from, to };
  }

  private unary(tree: OperatorTree, depth: number): Ast {
    const operator = tree.op as '-' | '+' | "'";
    if (operator === "'") {
      const operand = this.place(tree.args[0], depth + 1);
      return { kind: 'unary', operator, operand, from: operand.from, to: this.take("'").to };
    }
    const { from } = this.take(operator);
    const operand = this.place(tree.args[0], depth + 1);
    return { kind: 'unary', operator, operand, from, to: operand.to };
  }

  private binary(tree: OperatorTree, depth: number): Ast {
    const left = this.place(tree.args[0], depth + 1);
    if (tree.implicit) {
      const found = this.next();
      throw mistake(this.source, found, 'an operator such as * or .*', `"${found.text}" right behind a value`);
    }
    this.take(tree.op);
    const right = this.place(tree.args[1], depth + 1);
    return { kind: 'binary', operator: tree.op as Operator, left, right, from: left.from, to: right.to };
  }

  private call(tree: FunctionTree, depth: number): Ast {
    if (!(tree.fn instanceof SymbolTree)) {
      const callee = this.place(tree.fn, depth + 1);
      throw mistake(this.source, callee, 'the name of a function before "("', 'a value');
    }
    const { text: name, from, to } = this.take();
    this.refuseUnknownFunction(name, { from, to });
    this.take('(');
    const args = tree.args.map((arg, k) => {
      if (k > 0) this.take(',');
      return this.place(arg, depth + 1);
    });
    return { kind: 'call', name, nameRange: { from, to }, args, from, to: this.take(')').to };
  }

  private refuseUnknownFunction(name: string, range: Range): void {
    const known = [...functionNames(), ...this.more];
    if (known.includes(name)) return;
    throw mistake(this.source, range, 'the name of a function', name, 'unknown-name', nearest(name, known));
  }

  /** `x.shape`, or the name of one of several outputs. */
  private property(tree: AccessorTree, depth: number): Ast {
    const layer = tree.object instanceof SymbolTree ? this.next() : undefined;
    const known = new Set(this.names.keys());
    const of = this.place(tree.object, depth + 1);
    this.take('.');
    const { text, from, to } = this.take();
    if (text === 'shape') return { kind: 'shape', of, from: of.from, to };
    if (!layer) throw mistake(this.source, { from, to }, '"shape"', `"${text}"`, 'unknown-name');
    // It was no name by itself.
    if (!known.has(layer.text)) this.names.delete(layer.text);
    const range = { from: layer.from, to };
    return { kind: 'name', name: this.refer(`${layer.text}.${text}`, range), ...range };
  }

  private index(tree: AccessorTree, depth: number): Ast {
    const of = this.place(tree.object, depth + 1);
    this.take('[');
    const at = tree.index.dimensions.map((dimension, k) => {
      if (k > 0) this.take(',');
      return this.subscript(dimension, depth + 1);
    });
    const { from, to } = this.take(']');
    if (at.length === 0) throw mistake(this.source, { from, to }, 'an index or a slice', '"]"');
    return { kind: 'index', of, at, from: of.from, to };
  }

  private subscript(tree: ParseTree, depth: number): Subscript {
    if (!(tree instanceof RangeTree)) return { kind: 'at', index: this.place(tree, depth) };
    const begin = this.next().from;
    // Where an end is left out, mathjs puts in one of its own, for which there is no token.
    const from = this.next().text === ':' ? null : this.place(tree.start, depth);
    const colon = this.take(':');
    if (tree.step) throw mistake(this.source, colon, 'a slice from:to, without a step', 'three parts');
    const to = [',', ']'].includes(this.next().text) ? null : this.place(tree.end, depth);
    return { kind: 'slice', from, to, range: { from: begin, to: to?.to ?? colon.to } };
  }

  private rangeOutside(tree: RangeTree, depth: number): Error {
    if (this.next().text !== ':') this.place(tree.start, depth + 1);
    return mistake(this.source, this.next(), 'a slice between [ and ] alone', '":"');
  }

  private array(tree: ArrayTree, depth: number): Ast {
    const open = this.take('[');
    const inRows = this.rowBrackets.has(open);
    const items = inRows ? tree.items.map((row) => this.row(row as ArrayTree, depth + 1)) : this.items(tree, depth + 1);
    return { kind: 'array', items, from: open.from, to: this.take(']').to };
  }

  /** A row of `[1, 2; 3, 4]`: an array without brackets of its own. */
  private row(tree: ArrayTree, depth: number): Ast {
    const { from } = this.next();
    const items = this.items(tree, depth);
    const { to } = this.tokens[this.at - 1];
    if (this.next().text === ';') this.take(';');
    return { kind: 'array', items, from, to };
  }

  private items(tree: ArrayTree, depth: number): Ast[] {
    return tree.items.map((item) => {
      const placed = this.place(item, depth);
      // mathjs allows a comma behind the last one.
      if (this.next().text === ',') this.take(',');
      return placed;
    });
  }

  private next(): Token {
    const end = this.source.text.length;
    return this.tokens[this.at] ?? { kind: 'operator', text: '', from: end, to: end };
  }

  private take(text?: string): Token {
    const token = this.next();
    if (token.text === '' || (text !== undefined && token.text !== text)) {
      throw new Error(`the tree and the tokens part at ${token.from} of ${this.source.text}`);
    }
    this.at++;
    return token;
  }
}

/** The opening brackets that have a semicolon at their own level. */
function bracketsOfRows(tokens: readonly Token[]): ReadonlySet<Token> {
  const open: Token[] = [];
  const found = new Set<Token>();
  for (const token of tokens) {
    if (token.text === '[' || token.text === '(') open.push(token);
    else if (token.text === ']' || token.text === ')') open.pop();
    else if (token.text === ';' && open.length > 0) found.add(open[open.length - 1]);
  }
  return found;
}

/** Throws where an expression refers to a name that is not known. `pi` and `e` are, unless the file names something so. */
export function checkNames({ source, names }: Expression, known: ReadonlySet<string>): void {
  for (const [name, range] of names) {
    if (known.has(name) || isConstant(name)) continue;
    throw unknownName(source, name, range, known);
  }
}

export function unknownName(source: Source, name: string, range: Range, known: Iterable<string>): Error {
  const names = [...known];
  const of = names.find((base) => name.startsWith(`${base}.`));
  if (of !== undefined) return mistake(source, range, `${of}.shape`, name, 'unknown-name');
  const expected =
    names.length > 0 ? `one of the names ${names.slice(0, 20).join(', ')}` : 'no name: none is known here';
  return mistake(source, range, expected, name, 'unknown-name', nearest(name, names));
}
