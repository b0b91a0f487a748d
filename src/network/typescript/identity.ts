// Which code a layer's class is: all of the text that its passes can depend on. Two layers of the same code that hold the
// same, given the same, do the same, also from one check of a text to the next, if no module keeps anything between calls.

import type { Program } from 'acorn';
import { Module } from './module';
import type { Sources } from './modules';
import { requiredBy, some, walk, type AnyNode } from './syntax';

type Statement = Program['body'][number];

interface ClassText {
  readonly name: string;
  readonly node: AnyNode;
  readonly text: string;
}

/** By class: its code, with that of all classes that are spoken of there; null where some module has a state of its own. */
export function identitiesOf({ files }: Sources): ((constructor: string) => string | null) | null {
  const modules: Module[] = [];
  for (const file of files.values()) {
    // Data is one object for all who import it.
    if (!(file instanceof Module) || !keepsNothing(file.program)) return null;
    modules.push(file);
  }
  const classes: ClassText[] = [];
  const rest: ClassText[] = [];
  for (const module of modules) {
    for (const node of module.program.body) {
      const text = module.textOf(node);
      if (node.type === 'ClassDeclaration') classes.push({ name: node.id.name, node, text });
      // What builds the network is known by what it builds.
      else if (!isDefaultExport(node)) rest.push({ name: '', node, text });
    }
  }
  return (constructor) => {
    const own = classes.filter(({ name }) => name === constructor);
    return own.length === 1 ? reachedFrom([...rest, ...own], classes).join('\n') : null;
  };
}

function reachedFrom(parts: readonly ClassText[], classes: readonly ClassText[]): string[] {
  const reached = new Set(parts);
  for (const { node } of reached) {
    const names = new Set<string>();
    walk(node, (one) => one.type === 'Identifier' && void names.add(one.name));
    for (const part of classes) if (names.has(part.name)) reached.add(part);
  }
  return [...reached].map(({ text }) => text);
}

/** Whether nothing outlives a call but what instances hold. */
function keepsNothing(program: Program): boolean {
  const shared = new Set(program.body.flatMap(declaredBy));
  const inner = (node: AnyNode): boolean =>
    writtenBy(node).some((name) => shared.has(name)) || isPrototype(node) || node.type === 'ClassExpression';
  const declares = (node: AnyNode): boolean =>
    node.type === 'ClassDeclaration' && !program.body.some((statement) => statement === node);
  return program.body.every(isStateless) && !some(program, (node) => inner(node) || declares(node));
}

/** The name of what a part of is written to. */
function writtenBy(node: AnyNode): string[] {
  const target =
    node.type === 'AssignmentExpression' ? node.left : 'argument' in node && isWrite(node) ? node.argument : null;
  let root = target as AnyNode | null;
  while (root?.type === 'MemberExpression') root = root.object;
  return root?.type === 'Identifier' && root !== target ? [root.name] : [];
}

function isWrite(node: AnyNode): boolean {
  return node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node.operator === 'delete');
}

function isPrototype(node: AnyNode): boolean {
  return node.type === 'Identifier' && (node.name === 'prototype' || node.name === '__proto__');
}

function declaredBy(node: Statement): string[] {
  if (node.type === 'ClassDeclaration' || node.type === 'FunctionDeclaration') return [node.id.name];
  if (node.type !== 'VariableDeclaration') return [];
  return node.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
}

function isStateless(node: Statement): boolean {
  switch (node.type) {
    case 'FunctionDeclaration':
      return true;
    case 'ClassDeclaration':
      return node.body.body.every((member) => member.type === 'MethodDefinition' || !isStatic(member));
    case 'VariableDeclaration':
      return node.declarations.every(
        ({ init }) => init && (requiredBy(init) !== null || (node.kind === 'const' && isFixed(init))),
      );
    case 'ExpressionStatement':
      return node.expression.type === 'Literal' || isExport(node) || isMark(node.expression);
    default:
      return false;
  }
}

function isStatic(member: AnyNode): boolean {
  return member.type === 'StaticBlock' || (member.type === 'PropertyDefinition' && member.static);
}

function isFixed(node: AnyNode): boolean {
  if (node.type === 'UnaryExpression') return isFixed(node.argument);
  return node.type === 'Literal' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression';
}

function isExport(node: Statement): boolean {
  if (node.type !== 'ExpressionStatement' || node.expression.type !== 'AssignmentExpression') return false;
  const { left, right } = node.expression;
  const isOfExports =
    left.type === 'MemberExpression' && left.object.type === 'Identifier' && left.object.name === 'exports';
  return isOfExports && (right.type === 'Identifier' || isDefaultExport(node));
}

function isDefaultExport(node: Statement): boolean {
  if (node.type !== 'ExpressionStatement' || node.expression.type !== 'AssignmentExpression') return false;
  const { left } = node.expression;
  return left.type === 'MemberExpression' && left.property.type === 'Identifier' && left.property.name === 'default';
}

/** By which CommonJS says that it was written as a module. */
function isMark(node: AnyNode): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const { object, property } = node.callee;
  const [given] = node.arguments;
  const names = [object, property, given].map((part) => (part?.type === 'Identifier' ? part.name : ''));
  return names.join('.') === 'Object.defineProperty.exports';
}
