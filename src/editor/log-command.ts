// Shows the log channel.

import * as vscode from 'vscode';
import { COMMANDS } from './ids';
import type { Feature } from './services';

export const logCommand: Feature = ({ log }) => vscode.commands.registerCommand(COMMANDS.showLog, () => log.show());
