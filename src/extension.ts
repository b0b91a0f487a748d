// The extension where Node runs it.
import { Uri, type ExtensionContext } from 'vscode';
import { activateWith } from './editor/activate';
import { nodePlatform } from './platform/node/start-worker';

export function activate(context: ExtensionContext): void {
  activateWith(context, nodePlatform(Uri.joinPath(context.extensionUri, 'dist').fsPath), 'node');
}
