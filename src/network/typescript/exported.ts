// The network that a program exports, and the names that it imports from the library: what can be wrong with either.

import { nearest } from '../nearest';
import { Module } from './module';
import { LIBRARY, mistaken, ProgramMistake, type Sources } from './modules';
import { requiredBy, walk, type AnyNode } from './syntax';

/** Throws ProgramMistake where a program uses a name that the library does not have. */
export function rejectUnknownNames({ own, files }: Sources, exports: object): void {
  for (const module of files.values()) {
    if (!(module instanceof Module)) continue;
    for (const { name, node } of namesFrom(LIBRARY, module)) {
      if (name in exports) continue;
      const near = nearest(name, Object.keys(exports));
      const place = module === own ? own.spanOf(node) : own.imports[0].span;
      const where = module === own ? '' : ` (${module.path}, line ${module.spanOf(node).line})`;
      throw new ProgramMistake({
        code: 'unknown-name',
        span: place,
        expected: `a name that "${LIBRARY}" exports`,
        found: `"${name}"${where}`,
        ...(near !== undefined && { nearest: near }),
      });
    }
  }
}

interface Use {
  readonly name: string;
  readonly node: AnyNode;
}

/** Uses of what is imported by name: `affine` has become a member of the module that `require` gave. */
function namesFrom(specifier: string, { program }: Module): Use[] {
  const modules = new Set<string>();
  const uses: Use[] = [];
  walk(program, (node) => {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init) {
      if (requiredBy(node.init) === specifier) modules.add(node.id.name);
    }
    if (node.type !== 'MemberExpression' || node.computed || node.object.type !== 'Identifier') return;
    if (node.property.type === 'Identifier' && modules.has(node.object.name)) {
      uses.push({ name: node.property.name, node });
    }
  });
  return uses;
}

/** The default export of a program's own file. Throws ProgramMistake where that is no network. */
export function definitionOf(
  exports: Readonly<Record<string, unknown>>,
  { own }: Sources,
  isDefinition: (value: unknown) => boolean,
): unknown {
  const places = exportsIn(own);
  const all = places.filter(({ name }) => name === 'default');
  if (all.length > 1) throw mistaken('duplicate-name', own.spanOf(all[1].node), 'one default export', 'another one');
  if (isDefinition(exports.default)) return exports.default;
  const place = (name: string) => places.findLast((one) => one.name === name);
  const expected = 'a default export that is a network: export default network("Name", () => ...)';
  if ('default' in exports) {
    const at = place('default');
    throw mistaken('wrong-type', at ? own.spanOf(at.node) : own.endSpan, expected, kindOf(exports.default));
  }
  const named = Object.keys(exports).filter((name) => isDefinition(exports[name]));
  if (named.length === 0) throw mistaken('missing-key', own.endSpan, expected, 'none');
  const at = place(named.at(-1)!);
  const found = named.length === 1 ? `${named[0]}, exported by name` : `several, exported by name: ${named.join(', ')}`;
  throw mistaken('missing-key', at ? own.spanOf(at.node) : own.endSpan, expected, found);
}

/** `exports.name = value`, by name, each with the value's node; of a declaration that is exported, the declaration's. */
function exportsIn(module: Module): Use[] {
  return module.program.body.flatMap((statement) => {
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') return [];
    const { left, right } = statement.expression;
    if (left.type !== 'MemberExpression' || left.object.type !== 'Identifier' || left.object.name !== 'exports')
      return [];
    if (left.property.type !== 'Identifier') return [];
    const isAdded = right.type === 'Identifier' && !module.isWritten(right);
    const declared = isAdded ? declarationOf(right.name, module) : undefined;
    return [{ name: left.property.name, node: declared ?? right }];
  });
}

function declarationOf(name: string, { program }: Module): AnyNode | undefined {
  for (const statement of program.body) {
    const isNamed = statement.type === 'ClassDeclaration' || statement.type === 'FunctionDeclaration';
    if (isNamed && statement.id?.name === name) return statement.id;
    if (statement.type !== 'VariableDeclaration') continue;
    const declared = statement.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name);
    if (declared) return declared.init ?? declared;
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'function') return value.name ? `the function or class ${value.name}` : 'a function';
  return typeof value === 'object' ? `an object (${value.constructor?.name ?? 'without a class'})` : `${typeof value}`;
}
