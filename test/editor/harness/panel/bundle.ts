// The panel's script, bundled as webpack does it, without waiting for webpack.
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ROOT } from '../root';

const OPTIONS = { bundle: true, write: false, format: 'iife', target: 'es2022', minify: true } as const;

/** `worker?source`: the module as a script, in a string. */
const asSource: Plugin = {
  name: 'source',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?source$/ }, ({ path: request, resolveDir }) => ({
      path: path.join(resolveDir, request.replace('?source', '.ts')),
      namespace: 'source',
    }));
    onLoad({ filter: /.*/, namespace: 'source' }, async ({ path: file }) => {
      const { outputFiles } = await build({ ...OPTIONS, entryPoints: [file] });
      return { contents: outputFiles[0].text, loader: 'text' };
    });
  },
};

export async function panelScript(): Promise<string> {
  const { outputFiles } = await build({
    ...OPTIONS,
    entryPoints: [path.join(ROOT, 'src/webview/index.tsx')],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [asSource],
  });
  return outputFiles[0].text;
}
