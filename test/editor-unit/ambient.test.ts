// The types that New Network writes where no plugin provides them: every template is without errors beside them.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { ambient } from '../../src/editor/text/ambient';
import { TEMPLATES } from '../../src/session/templates';

const TYPES = fs.readFileSync(path.join(import.meta.dirname, '../../types/index.d.ts'), 'utf8');

it.each(TEMPLATES.filter(({ format }) => format === 'typescript'))('$id has no errors', ({ text }) => {
  const files: Readonly<Record<string, string>> = {
    '/gradient-debugger.d.ts': ambient(TYPES),
    '/first.grad.ts': `/// <reference path="./gradient-debugger.d.ts" />\n${text('first')}`,
  };
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram(['/first.grad.ts'], options, {
    ...host,
    fileExists: (file) => file in files || host.fileExists(file),
    readFile: (file) => files[file] ?? host.readFile(file),
    getSourceFile: (file, target) =>
      file in files ? ts.createSourceFile(file, files[file], target) : host.getSourceFile(file, target),
  });
  const messages = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  expect(messages).toEqual([]);
});
