// The page of a handout: the panel's own script and style, the data beside them, and nothing from anywhere else.

import { encode } from '../protocol/wire';
import { base64 } from './bytes';
import { DATA_ID, ENGINE_ID, type Handout } from './handout';
import { themeStyle } from './theme';

/** The panel's script and style, and the worker's script, as they are built. */
export interface Assets {
  readonly script: string;
  readonly style: string;
  readonly engine: string;
}

export async function handoutPage(handout: Handout, assets: Assets): Promise<string> {
  const script = inScript(assets.script);
  const style = `${themeStyle()}\n${assets.style.replaceAll('</style', '<\\/style')}`;
  const policy = [
    "default-src 'none'",
    `script-src '${await hash(script)}'`,
    `style-src '${await hash(style)}'`,
    // The layout's own thread, whose source is part of the script, and the engine.
    'worker-src blob:',
    // A drawing on its way to a PNG file.
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const { report } = handout.result;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="generator" content="Gradient Debugger ${escaped(handout.made.version)}">
    <title>Computational graph of ${escaped(report.network)}</title>
    <style>${style}</style>
  </head>
  <body>
    <div id="root"></div>
    <noscript><p class="notice">This page draws the graph by a script, which this browser does not run.</p></noscript>
    <script type="application/json" id="${DATA_ID}">${inData(encode(handout))}</script>
${handout.written ? `    <script type="application/json" id="${ENGINE_ID}">${inData(JSON.stringify(assets.engine))}</script>\n` : ''}    <script>${script}</script>
  </body>
</html>
`;
}

/** JSON that ends no element: what could is in strings, where it is spelt otherwise. */
function inData(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

/** The same for a script, where it stands in strings and patterns alone. */
function inScript(script: string): string {
  return script.replace(/<(?=\/script|!--|script)/gi, '\\x3c');
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => names[character]);
}

/** Of what a browser reads: line ends are one character there. */
async function hash(text: string): Promise<string> {
  const read = new TextEncoder().encode(text.replace(/\r\n?/g, '\n'));
  return `sha256-${base64(new Uint8Array(await crypto.subtle.digest('SHA-256', read)))}`;
}
