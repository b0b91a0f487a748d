// The branches of a module's code: parts that run as a whole or not at all, as the data will have it.

import { childrenOf, some, type AnyNode, type Program } from './syntax';

export interface Branch {
  /** How it is marked: at the head of a statement or an expression, or before a statement that others follow. */
  readonly form: 'statement' | 'expression' | 'before';
  /** Where it is marked. */
  readonly node: AnyNode;
  /** All of it. */
  readonly part: Part;
  /** Of functions and loops: where they begin. */
  readonly opens: number | null;
  /** The number of the branch without which this one cannot run; 0 for what is outside of all functions. */
  readonly within: number;
  /** Whether it does nothing that could be wrong: it throws, or tells of something. */
  readonly idle: boolean;
}

/** From one offset of the code to another. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** They are numbered from 1, in this order. */
export function branchesOf(program: Program): readonly Branch[] {
  const finder = new Finder();
  finder.inStatements(program.body, 0);
  return finder.branches;
}

class Finder {
  readonly branches: Branch[] = [];

  /** What comes after an `if` all of whose arms leave is its `else`. */
  inStatements(statements: readonly AnyNode[], within: number): void {
    let current = within;
    statements.forEach((statement, k) => {
      this.inNode(statement, current);
      const rest = statements.slice(k + 1);
      if (rest.length > 0 && leavesInAllArms(statement)) current = this.addStatements(rest, current);
    });
  }

  private inNode(node: AnyNode, within: number): void {
    switch (node.type) {
      case 'BlockStatement':
        return this.inStatements(node.body, within);
      case 'IfStatement':
        this.inTest(node.test, within);
        this.inStatement(node.consequent, within);
        if (node.alternate) this.inStatement(node.alternate, within);
        return;
      case 'ConditionalExpression':
        this.inTest(node.test, within);
        this.inExpression(node.consequent, within);
        return this.inExpression(node.alternate, within);
      case 'LogicalExpression':
        this.inNode(node.left, within);
        return isWork(node.right) ? this.inExpression(node.right, within) : this.inNode(node.right, within);
      case 'SwitchCase':
        if (node.test) this.inNode(node.test, within);
        if (node.consequent.length === 0) return;
        return this.inStatements(node.consequent, this.addStatements(node.consequent, within));
      case 'ClassBody':
      case 'ObjectExpression':
        this.inChildren(node, within);
        return this.pairPasses(node);
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'Property':
        this.inNode(node.key, within);
        if (!node.value) return;
        return isFunction(node.value) ? this.inFunction(node.value, within, node) : this.inNode(node.value, within);
      default:
        if (isFunction(node)) return this.inFunction(node, within, node);
        return isLoop(node) ? this.inLoop(node, within) : this.inChildren(node, within);
    }
  }

  private inChildren(node: AnyNode, within: number): void {
    for (const child of childrenOf(node)) this.inNode(child, within);
  }

  /** The parts of a condition are seen by what is done on it. */
  private inTest(node: AnyNode, within: number): void {
    if (node.type !== 'LogicalExpression') return this.inNode(node, within);
    this.inTest(node.left, within);
    this.inTest(node.right, within);
  }

  private inStatement(node: AnyNode, within: number): void {
    const idle = isIdle([node]);
    this.inNode(node, this.add({ form: 'statement', node, part: node, opens: null, within, idle }));
  }

  private inExpression(node: AnyNode, within: number): void {
    this.inNode(node, this.add({ form: 'expression', node, part: node, opens: null, within, idle: false }));
  }

  /** `whole`: the method, where it is one. */
  private inFunction({ params, body }: FunctionNode, within: number, whole: AnyNode): void {
    for (const param of params) this.inFunctionsOf(param, within);
    const isBlock = body.type === 'BlockStatement';
    const idle = isBlock && isIdle(body.body);
    const form = isBlock ? 'statement' : 'expression';
    this.inNode(body, this.add({ form, node: body, part: whole, opens: whole.start, within, idle }));
  }

  /** A list of parameters is read as it is written: of default values nothing is marked but functions. */
  private inFunctionsOf(node: AnyNode, within: number): void {
    if (isFunction(node)) return this.inFunction(node, within, node);
    for (const child of childrenOf(node)) this.inFunctionsOf(child, within);
  }

  private inLoop(node: LoopNode, within: number): void {
    const { body, start } = node;
    for (const child of childrenOf(node)) if (child !== body) this.inTest(child, within);
    const idle = isIdle([body]);
    this.inNode(body, this.add({ form: 'statement', node: body, part: body, opens: start, within, idle }));
  }

  private addStatements(statements: readonly AnyNode[], within: number): number {
    const [node] = statements;
    const part = { start: node.start, end: statements[statements.length - 1].end };
    return this.add({ form: 'before', node, part, opens: null, within, idle: isIdle(statements) });
  }

  private add(branch: Branch): number {
    return this.branches.push(branch);
  }

  /** A layer whose forward pass has run is to run backward too. */
  private pairPasses(owner: AnyNode): void {
    const indexOf = (name: string): number => {
      const method = childrenOf(owner).find((node) => isMethod(node) && 'name' in node.key && node.key.name === name);
      return this.branches.findIndex(({ part }) => part === method);
    };
    const [forward, backward] = [indexOf('forward'), indexOf('backward')];
    if (forward < 0 || backward < 0) return;
    this.branches[backward] = { ...this.branches[backward], within: forward + 1 };
  }
}

type Typed<Type extends AnyNode['type']> = Extract<AnyNode, { type: Type }>;

type FunctionNode = Typed<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'>;
type LoopNode = Typed<'ForStatement' | 'ForInStatement' | 'ForOfStatement' | 'WhileStatement' | 'DoWhileStatement'>;

const FUNCTIONS: readonly AnyNode['type'][] = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];
const LOOPS: readonly AnyNode['type'][] = [
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
];

function isFunction(node: AnyNode): node is FunctionNode {
  return FUNCTIONS.includes(node.type);
}

function isLoop(node: AnyNode): node is LoopNode {
  return LOOPS.includes(node.type);
}

function isMethod(node: AnyNode): node is Typed<'MethodDefinition' | 'PropertyDefinition' | 'Property'> {
  return node.type === 'MethodDefinition' || node.type === 'PropertyDefinition' || node.type === 'Property';
}

/** Of an `if` without a last `else`. */
function leavesInAllArms(statement: AnyNode): boolean {
  if (statement.type !== 'IfStatement' || !leaves(statement.consequent)) return false;
  return statement.alternate ? leavesInAllArms(statement.alternate) : true;
}

const EXITS: ReadonlySet<AnyNode['type']> = new Set([
  'ReturnStatement',
  'ContinueStatement',
  'BreakStatement',
  'ThrowStatement',
]);

function leaves(statement: AnyNode): boolean {
  const last = statement.type === 'BlockStatement' ? statement.body.at(-1) : statement;
  return last !== undefined && EXITS.has(last.type);
}

function isIdle(statements: readonly AnyNode[]): boolean {
  return statements.at(-1)?.type === 'ThrowStatement' || statements.every(isIdleStatement);
}

function isIdleStatement(statement: AnyNode): boolean {
  switch (statement.type) {
    case 'BlockStatement':
      return isIdle(statement.body);
    case 'IfStatement':
      return isIdle([statement.consequent]) && (!statement.alternate || isIdle([statement.alternate]));
    case 'ExpressionStatement':
      return isTelling(statement.expression);
    default:
      return statement.type === 'ThrowStatement' || statement.type === 'EmptyStatement';
  }
}

/** `console.log(...)` and its like. */
function isTelling(node: AnyNode): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const { object } = node.callee;
  return object.type === 'Identifier' && object.name === 'console';
}

/** A value that is only read, where another one is missing, is no work. */
function isWork(node: AnyNode): boolean {
  return some(node, ({ type }) => WORK.has(type));
}

const WORK: ReadonlySet<AnyNode['type']> = new Set(['CallExpression', 'NewExpression', 'AssignmentExpression']);
