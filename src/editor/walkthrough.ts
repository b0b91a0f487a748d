// The walkthrough's own parts: the sample that it opens, and the notice that a hover has been read.

import * as vscode from 'vscode';
import { SAMPLE } from '../session/sample';
import { COMMANDS, HOVER_READ } from './ids';
import { mentionAt } from './names';
import { NETWORK_SELECTOR } from './network-file';
import type { Feature } from './services';
import { unsaved } from './unsaved';

export const walkthrough: Feature = ({ results }) => {
  // It says nothing itself: it only sees that somebody points at a name of a network that was checked.
  const witness = vscode.languages.registerHoverProvider(NETWORK_SELECTOR, {
    provideHover: (document, { line, character }) => {
      const result = results.of(document)?.result;
      if (!result?.ok || !mentionAt(result.mentions, { line: line + 1, column: character + 1 })) return undefined;
      void vscode.commands.executeCommand('setContext', HOVER_READ, true);
      witness.dispose();
      return undefined;
    },
  });
  return vscode.Disposable.from(
    witness,
    vscode.commands.registerCommand(COMMANDS.openSample, async () => {
      await vscode.window.showTextDocument(await unsaved('sample.grad.json', SAMPLE));
    }),
  );
};
