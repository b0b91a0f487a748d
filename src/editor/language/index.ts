// JSON networks as a language: completions, another name, definitions and uses, outline, links; and snippets for programs.
// None of it waits for a worker.

import * as vscode from 'vscode';
import type { Feature } from '../services';
import { completion } from './completion';
import { links } from './links';
import { navigation } from './navigation';
import { outline } from './outline';
import { programSnippets } from './program-snippets';
import { renaming } from './rename';

export const language: Feature = () =>
  vscode.Disposable.from(completion(), renaming(), navigation(), outline(), links(), programSnippets());
