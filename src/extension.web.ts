// The extension where a browser runs it.
import { Uri, workspace, type ExtensionContext } from 'vscode';
import { activateWith } from './editor/activate';
import { webPlatform } from './platform/web/start-worker';

export function activate(context: ExtensionContext): void {
  const script = Uri.joinPath(context.extensionUri, 'dist', 'worker.js');
  activateWith(
    context,
    webPlatform(() => workspace.fs.readFile(script)),
    'browser',
  );
}
