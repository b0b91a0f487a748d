// The types that ship say what the library does: the example networks compile against them, and no member is missing.

import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { createLibrary } from '../../../../src/network/typescript/library';
import { Tensor } from '../../../../src/network/typescript/library/tensor';

const ROOT = path.join(import.meta.dirname, '../../../..');
const TYPES = path.join(ROOT, 'types/index.d.ts');

function programOf(files: readonly string[]): ts.Program {
  return ts.createProgram(files, {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
    paths: { 'gradient-debugger': [TYPES] },
  });
}

it('the example networks are free of type errors', () => {
  const files = ts.sys.readDirectory(path.join(ROOT, 'examples'), ['.ts']);
  const errors = ts.getPreEmitDiagnostics(programOf(files));
  expect(files.length).toBeGreaterThan(3);
  expect(errors.map(({ messageText, file }) => `${file?.fileName}: ${JSON.stringify(messageText)}`)).toEqual([]);
});

it('every export and every member of a tensor is declared, and nothing else', () => {
  const program = programOf([TYPES]);
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(TYPES)!)!;
  const exported = checker.getExportsOfModule(module);
  const valueNames = exported.filter(({ flags }) => flags & ts.SymbolFlags.Value).map(({ name }) => name);
  const library = createLibrary({ here: () => null });
  expect(valueNames.filter((name) => name !== 'Elements').sort()).toEqual(Object.keys(library.exports).sort());
  const tensor = checker.getDeclaredTypeOfSymbol(exported.find(({ name }) => name === 'Tensor')!);
  const declared = tensor.getProperties().map(({ name }) => name);
  const members = [Tensor.prototype, Object.getPrototypeOf(Tensor.prototype) as object].flatMap((prototype) =>
    Object.getOwnPropertyNames(prototype),
  );
  const internal = ['constructor', 'positionOf', 'overwrite'];
  expect(declared.sort()).toEqual([...members.filter((name) => !internal.includes(name)), 'shape', 'data'].sort());
});
