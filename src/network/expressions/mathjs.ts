// mathjs's parser, and nothing else of mathjs: it builds trees of the classes below, which hold their parts and compute
// nothing, in place of mathjs's own, which would bring its whole arithmetic along. Trees know no positions.

import { createParse } from 'mathjs';

declare module 'mathjs' {
  /** Exported and documented, but missing from mathjs's own declarations. */
  export function createParse<T>(parts: Readonly<Record<string, unknown>>): (text: string) => T;
}

/** mathjs knows a node by this mark on the prototype of its class, and each kind by one of its own. */
abstract class Tree {
  declare readonly isNode: true;
}
Object.assign(Tree.prototype, { isNode: true });

export class ConstantTree extends Tree {
  readonly isConstantNode = true;
  constructor(readonly value: number | boolean | string) {
    super();
  }
}

export class SymbolTree extends Tree {
  readonly isSymbolNode = true;
  constructor(readonly name: string) {
    super();
  }
}

export class OperatorTree extends Tree {
  readonly isOperatorNode = true;
  constructor(
    readonly op: string,
    readonly fn: string,
    readonly args: readonly ParseTree[],
    /** Two operands side by side, as in `2x`. */
    readonly implicit = false,
  ) {
    super();
  }
}

export class FunctionTree extends Tree {
  readonly isFunctionNode = true;
  constructor(
    readonly fn: ParseTree,
    readonly args: readonly ParseTree[],
  ) {
    super();
  }
}

export class AccessorTree extends Tree {
  readonly isAccessorNode = true;
  constructor(
    readonly object: ParseTree,
    readonly index: IndexTree,
  ) {
    super();
  }
}

class IndexTree extends Tree {
  constructor(
    readonly dimensions: readonly ParseTree[],
    /** `x.shape` in place of `x[...]`. */
    readonly dotNotation = false,
  ) {
    super();
  }
}

export class RangeTree extends Tree {
  constructor(
    readonly start: ParseTree,
    readonly end: ParseTree,
    readonly step?: ParseTree,
  ) {
    super();
  }
}

export class ArrayTree extends Tree {
  constructor(readonly items: readonly ParseTree[]) {
    super();
  }
}

export class ParenthesisTree extends Tree {
  constructor(readonly content: ParseTree) {
    super();
  }
}

export type ParseTree =
  ConstantTree | SymbolTree | OperatorTree | FunctionTree | AccessorTree | RangeTree | ArrayTree | ParenthesisTree;

/** What the tokens that are let through cannot make: assignments, conditions, objects, several expressions. */
class RefusedTree extends Tree {
  constructor() {
    super();
    throw new Error('a syntax that the tokens should have ruled out');
  }
}

/** Throws mathjs's SyntaxError, with the character counted from 1 as `char`. */
export const parseTree = createParse<ParseTree>({
  typed: Object.assign((_name: string, { string }: { string: (text: string) => ParseTree }) => string, {
    addConversion: () => undefined,
  }),
  numeric: (digits: string) => Number(digits),
  config: { number: 'number' },
  ConstantNode: ConstantTree,
  SymbolNode: SymbolTree,
  OperatorNode: OperatorTree,
  FunctionNode: FunctionTree,
  AccessorNode: AccessorTree,
  IndexNode: IndexTree,
  RangeNode: RangeTree,
  ArrayNode: ArrayTree,
  ParenthesisNode: ParenthesisTree,
  AssignmentNode: RefusedTree,
  BlockNode: RefusedTree,
  ConditionalNode: RefusedTree,
  FunctionAssignmentNode: RefusedTree,
  ObjectNode: RefusedTree,
  RelationalNode: RefusedTree,
});
