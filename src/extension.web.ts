// The extension where a browser runs it.
import { Uri, type ExtensionContext } from 'vscode';
import { activateWith } from './editor/activate';
import { webPlatform } from './platform/web/start-worker';

export function activate(context: ExtensionContext): void {
  activateWith(context, webPlatform(Uri.joinPath(context.extensionUri, 'dist').toString()));
}
