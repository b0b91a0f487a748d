// The page that a graph panel loads: our own script and style, and nothing else from anywhere.

import * as vscode from 'vscode';

const NONCE_LENGTH = 32;
const NONCE_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The folders that the page may load from. */
export function inspectorResources(extension: vscode.Uri): vscode.Uri[] {
  return ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extension, folder));
}

export function inspectorPage(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomNonce();
  const address = (...path: string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, ...path)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    // A drawing on its way to a PNG file is an address that holds it.
    `img-src ${webview.cspSource} data:`,
    `script-src 'nonce-${nonce}'`,
    // The layout's own thread, whose source is part of the script.
    'worker-src blob:',
  ].join('; ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Graph Inspector</title>
    <link rel="stylesheet" href="${address('media', 'inspector.css')}">
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${nonce}" src="${address('dist', 'webview.js')}"></script>
  </body>
</html>`;
}

/** New for every page, so that no script but ours runs in it. */
function randomNonce(): string {
  const letter = (): string => NONCE_LETTERS[Math.floor(Math.random() * NONCE_LETTERS.length)];
  return Array.from({ length: NONCE_LENGTH }, letter).join('');
}
