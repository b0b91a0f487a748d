// What expressions in the debugger have beside those of a layer, put in terms of these: `grad(x)` becomes a name of its
// own, `norm(x)` and `shape(x)` what they mean.

import { ExpressionError } from '../network/expressions';
import type { Ast, Range, Source, Subscript } from '../network/expressions';
import type { Column } from '../session/tensors/types';
import { COLUMNS, type Reference } from './questions';

export const FUNCTIONS: readonly string[] = [...COLUMNS.keys(), 'norm', 'shape'];

const MARK = ' of ';

/** The tensor by whatever name it was called. `grad(Affine1.W)` is the name `analytic of Affine1.W`. */
export function referenceOf(name: string): Reference {
  const at = name.indexOf(MARK);
  if (at < 0) return { column: 'value', tensor: name };
  return { column: name.slice(0, at) as Column, tensor: name.slice(at + MARK.length) };
}

/** The tree, and the names in it, each where it stands first. */
export function rewritten(source: Source, ast: Ast): { readonly ast: Ast; readonly names: ReadonlyMap<string, Range> } {
  const names = new Map<string, Range>();
  return { ast: rewrite(source, ast, names), names };
}

function rewrite(source: Source, ast: Ast, names: Map<string, Range>): Ast {
  const each = (child: Ast): Ast => rewrite(source, child, names);
  switch (ast.kind) {
    case 'literal':
      return ast;
    case 'name':
      if (!names.has(ast.name)) names.set(ast.name, ast);
      return ast;
    case 'array':
      return { ...ast, items: ast.items.map(each) };
    case 'unary':
      return { ...ast, operand: each(ast.operand) };
    case 'binary':
      return { ...ast, left: each(ast.left), right: each(ast.right) };
    case 'shape':
      return { ...ast, of: each(ast.of) };
    case 'index':
      return { ...ast, of: each(ast.of), at: ast.at.map((one) => subscript(one, each)) };
    case 'call':
      return call(source, ast, each);
  }
}

function subscript(one: Subscript, each: (ast: Ast) => Ast): Subscript {
  if (one.kind === 'at') return { ...one, index: each(one.index) };
  return { ...one, from: one.from && each(one.from), to: one.to && each(one.to) };
}

function call(source: Source, ast: Ast & { kind: 'call' }, each: (ast: Ast) => Ast): Ast {
  const { name, nameRange, args, from, to } = ast;
  if (!FUNCTIONS.includes(name)) return { ...ast, args: args.map(each) };
  const [only, ...others] = args;
  const mistake = (range: Range, expected: string, found: string): Error =>
    new ExpressionError('expression', source.span(range.from, range.to), expected, found);
  if (!only || others.length > 0) throw mistake(ast, `${name} of one tensor`, `${args.length} arguments`);
  const applied = (name: string, to: Ast): Ast => ({ ...ast, name, nameRange, args: [to] });
  if (name === 'shape') return { kind: 'shape', of: each(only), from, to };
  if (name === 'norm') return applied('sqrt', applied('sum', applied('square', each(only))));
  if (only.kind !== 'name') throw mistake(only, `the name of a tensor in ${name}()`, 'something computed');
  return each({ kind: 'name', name: `${COLUMNS.get(name)}${MARK}${only.name}`, from, to });
}
