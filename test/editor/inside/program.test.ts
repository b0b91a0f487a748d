// Networks that are programs: faults at their line, quick fixes, files beside them as they are in the editor.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DOUBLED, FLIPPED } from '../networks';
import { check, hoverAt, open, problems, replace } from './network';

const openProgram = (text: string): Promise<vscode.TextDocument> => open(text, '.grad.ts');

/** Our quick fixes at our first problem. */
async function fixesOf(document: vscode.TextDocument): Promise<vscode.CodeAction[]> {
  const [problem] = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Gradient');
  assert.ok(problem, 'there is no problem to fix');
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    problem.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return actions.filter(({ command }) => command?.command === 'gradient.runCheck');
}

for (const [what, text, suffix, line, cause] of [
  ['a layer in TypeScript', DOUBLED, '.grad.ts', 13, /Affine1: W's gradient is exactly 2× what it should be/],
  ['an expression', FLIPPED, '.grad.json', 9, /Swish1: x's gradient has the wrong sign/],
] as const) {
  describe(`a backward pass that is wrong in ${what}`, () => {
    let document: vscode.TextDocument;
    before(async () => {
      document = await open(text, suffix);
      await check();
    });

    it('is one problem, at its place, with its cause and a link to the page about it', () => {
      const own = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Gradient');
      assert.deepEqual(
        own.map(({ severity, range }) => [severity, range.start.line + 1]),
        [[vscode.DiagnosticSeverity.Error, line]],
        problems(document).join('\n'),
      );
      assert.match(own[0].message, cause);
      assert.match(String((own[0].code as { target: vscode.Uri }).target), /^command:gradient\.explainCause/);
    });

    it('is cured by its quick fix, and checked again', async () => {
      const [fix, ...others] = await fixesOf(document);
      assert.deepEqual(others, []);
      assert.equal(fix.isPreferred, true);
      assert.ok(await vscode.workspace.applyEdit(fix.edit!));
      assert.deepEqual(problems(document), [], 'problems of the text before');
      await vscode.commands.executeCommand(fix.command!.command);
      assert.deepEqual(problems(document), []);
      assert.notEqual(document.getText(), text);
    });
  });
}

describe('a program', () => {
  it('has no quick fix once its text has changed', async () => {
    const document = await openProgram(DOUBLED);
    await check();
    const [problem] = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Gradient');
    await replace(document, `${DOUBLED}\n`);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      problem.range,
    );
    assert.deepEqual(
      actions.filter(({ command }) => command?.command === 'gradient.runCheck'),
      [],
    );
  });

  it('tells its numbers at the call of a layer and at names', async () => {
    const document = await openProgram(DOUBLED.replace('.mul(2)', ''));
    await check();
    assert.match(await hoverAt(document, "'Affine1'"), /\*\*Affine1\\\.out\*\* `\(3, 5\)`.*gradient agrees/);
    assert.match(await hoverAt(document, 'layer(new'), /\*\*Affine1\\\.out\*\*/);
    assert.match(await hoverAt(document, "'x'"), /\*\*x\*\* `\(3, 4\)`/);
  });

  it('that throws has a problem at the line that threw', async () => {
    const document = await openProgram(DOUBLED.replace('this.x = x;', "throw new Error('no way');"));
    await check();
    const [problem, ...others] = problems(document);
    assert.deepEqual(others, []);
    assert.match(problem, /^9:\d+ .*no way/);
  });

  it('that never ends has a problem in time, and the next check works', async () => {
    const endless = await openProgram(DOUBLED.replace('this.x = x;', 'for (;;) this.x = x;'));
    await check();
    assert.match(problems(endless).join('\n'), /^9:\d+ /);
    const right = await openProgram(DOUBLED.replace('.mul(2)', ''));
    await check();
    assert.deepEqual(problems(right), []);
  });

  it('imports what stands in the editor, saved or not', async () => {
    const folder = vscode.workspace.workspaceFolders![0].uri;
    const beside = vscode.Uri.joinPath(folder, 'factor.ts');
    await vscode.workspace.fs.writeFile(beside, new TextEncoder().encode('export const FACTOR = 2;\n'));
    const importing = `import { FACTOR } from './factor';\n${DOUBLED.replace('.mul(2)', '.mul(FACTOR)')}`;
    const document = await openProgram(importing);
    await check();
    assert.match(problems(document).join('\n'), /exactly 2×/);
    const factor = await vscode.workspace.openTextDocument(beside);
    await replace(factor, 'export const FACTOR = 3;\n');
    assert.deepEqual(problems(document), [], 'problems of the text before');
    await vscode.window.showTextDocument(document);
    await check();
    assert.match(problems(document).join('\n'), /exactly 3×/);
  });
});
