// The syntax tree of a module's JavaScript, as far as we look into it.

import { parse, type AnyNode, type Node, type Program } from 'acorn';
import { SourceError, type Transpiled } from './transpile';

export type { AnyNode, Program };

/** Throws SourceError, with the place in the source. */
export function parseModule({ code, startOf }: Transpiled): Program {
  try {
    return parse(code, { ecmaVersion: 'latest', sourceType: 'script' });
  } catch (error) {
    const { message, pos } = error as SyntaxError & { pos: number };
    throw new SourceError(message.replace(/ \(\d+:\d+\)$/, ''), startOf(pos));
  }
}

export function childrenOf(node: Node): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node) as unknown[]) {
    if (isNode(value)) children.push(value);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) children.push(item);
  }
  return children;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Every node, a parent before its children. */
export function walk(node: AnyNode, visit: (node: AnyNode, parent: AnyNode | null) => void): void {
  const go = (one: AnyNode, parent: AnyNode | null): void => {
    visit(one, parent);
    for (const child of childrenOf(one)) go(child, one);
  };
  go(node, null);
}

/** Whether it holds for a node or anything in it. */
export function some(node: AnyNode, holds: (node: AnyNode) => boolean): boolean {
  return holds(node) || childrenOf(node).some((child) => some(child, holds));
}

/** The nodes that an offset lies in, the innermost first. */
function nodesAt(program: Program, offset: number): AnyNode[] {
  const path: AnyNode[] = [];
  let node: AnyNode | undefined = program;
  while (node) {
    path.unshift(node);
    node = childrenOf(node).find(({ start, end }) => start <= offset && offset < end);
  }
  return path;
}

/** A part of the code; of a body, the line that opens it. */
export interface Meant {
  readonly node: AnyNode;
  readonly head: boolean;
}

/**
 * What an engine means by an offset in a stack: of a call the whole of it. Engines point at the name that is called or at
 * the parenthesis after it, and at a function's body where it could not be entered.
 */
export function meantAt(program: Program, code: string, offset: number): Meant {
  const path = nodesAt(program, offset);
  const call = path.find((node) => isCallAt(node, code, offset));
  if (call) return { node: call, head: false };
  const [innermost, parent] = path;
  if (BODIES.has(innermost.type)) return { node: path.find(({ type }) => !BODIES.has(type)) ?? program, head: true };
  const isProperty = parent?.type === 'MemberExpression' && parent.property === innermost;
  return { node: isProperty ? parent : innermost, head: false };
}

/** What stands behind the head of a function, method or loop. */
const BODIES: ReadonlySet<AnyNode['type']> = new Set(['BlockStatement', 'FunctionExpression', 'ClassBody']);

function isCallAt(node: AnyNode, code: string, offset: number): boolean {
  if (node.type === 'NewExpression') return offset <= node.callee.end;
  if (node.type !== 'CallExpression') return false;
  const { callee } = node;
  const from =
    callee.type !== 'MemberExpression' ? callee.start : callee.computed ? callee.object.end : callee.property.start;
  return from <= offset && offset <= code.indexOf('(', callee.end);
}

/** The specifier of `require('./layers')`, what an import has become; null of all else. */
export function requiredBy(node: AnyNode): string | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
    return null;
  const [argument] = node.arguments;
  return argument?.type === 'Literal' && typeof argument.value === 'string' ? argument.value : null;
}
