// Breakpoints in JSON networks by commands: the editor's own refuse files of their language, JSON with comments.

import * as vscode from 'vscode';
import { COMMANDS } from './ids';
import { activeNetwork } from './network-file';

/** The menu of a line number says of which line. */
interface LineOfMenu {
  readonly uri: vscode.Uri;
  readonly lineNumber: number;
}

type More = Partial<Pick<vscode.SourceBreakpoint, 'condition' | 'logMessage'>>;

export function breakpointCommands(): vscode.Disposable {
  const asking = (command: string, more: (typed: string) => More, options: () => vscode.InputBoxOptions) =>
    vscode.commands.registerCommand(command, async (line?: LineOfMenu) => {
      const typed = await vscode.window.showInputBox(options());
      if (typed) put(line, more(typed));
    });
  return vscode.Disposable.from(
    vscode.commands.registerCommand(COMMANDS.toggleBreakpoint, (line?: LineOfMenu) => toggle(line)),
    asking(
      COMMANDS.conditionalBreakpoint,
      (condition) => ({ condition }),
      () => ({
        title: vscode.l10n.t('Breakpoint with a Condition'),
        prompt: vscode.l10n.t('Stops where the expression is not 0.'),
        placeHolder: 'norm(grad) > 1',
      }),
    ),
    asking(
      COMMANDS.logpoint,
      (logMessage) => ({ logMessage }),
      () => ({
        title: vscode.l10n.t('Logpoint'),
        prompt: vscode.l10n.t('Is written to the Debug Console; expressions stand between braces.'),
        placeHolder: 'dx: {norm(dx)}',
      }),
    ),
  );
}

function toggle(line: LineOfMenu | undefined): void {
  const there = breakpointsAt(line);
  if (there.length > 0) vscode.debug.removeBreakpoints(there);
  else put(line, {});
}

/** In the place of those that are there. */
function put(line: LineOfMenu | undefined, { condition, logMessage }: More): void {
  const location = locationOf(line);
  if (!location) return;
  vscode.debug.removeBreakpoints(breakpointsAt(line));
  vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(location, true, condition, undefined, logMessage)]);
}

function breakpointsAt(line: LineOfMenu | undefined): vscode.SourceBreakpoint[] {
  const place = locationOf(line);
  return vscode.debug.breakpoints.filter(
    (one): one is vscode.SourceBreakpoint =>
      one instanceof vscode.SourceBreakpoint &&
      one.location.uri.toString() === place?.uri.toString() &&
      one.location.range.start.line === place.range.start.line,
  );
}

/** That of the menu, else of the cursor in a network. */
function locationOf(line: LineOfMenu | undefined): vscode.Location | undefined {
  if (line) return new vscode.Location(line.uri, new vscode.Position(line.lineNumber - 1, 0));
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.document !== activeNetwork()) return undefined;
  return new vscode.Location(editor.document.uri, new vscode.Position(editor.selection.active.line, 0));
}
