// The extension as the editor sees it: present, asleep until a network is opened, its commands registered.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const extension = (): vscode.Extension<unknown> => {
  const found = vscode.extensions.getExtension('gradient-debugger.gradient-debugger');
  assert.ok(found, 'the extension is not installed');
  return found;
};

describe('activation', () => {
  it('sleeps until a network is opened', () => {
    assert.equal(extension().isActive, false);
  });

  it('wakes with a JSON network, which opens as JSON with comments', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'jsonc', content: '{}' });
    assert.equal(document.languageId, 'jsonc');
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it('registers every command that the palette shows', async () => {
    const shown = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of shown.contributes.commands) assert.ok(registered.has(command), command);
  });
});
