// What ships: the extension for Node and for the browser's extension host, the worker for both, the webview, the plugin of the
// editor's TypeScript server, the command line.
const fs = require('node:fs');
const path = require('node:path');
const { EsbuildPlugin } = require('esbuild-loader');
const webpack = require('webpack');

const TARGET = 'es2022';
const EXECUTABLE = 0o755;

/** Parts of sucrase for what no network is written in: nothing calls them, and they would ship twice. */
const UNUSED = [
  'parser/plugins/flow',
  'parser/plugins/jsx/index',
  'transformers/ESMImportTransformer',
  'transformers/FlowTransformer',
  'transformers/JestHoistTransformer',
  'transformers/JSXTransformer',
  'transformers/NumericSeparatorTransformer',
  'transformers/OptionalCatchBindingTransformer',
  'transformers/OptionalChainingNullishTransformer',
  'transformers/ReactDisplayNameTransformer',
  'transformers/ReactHotLoaderTransformer',
];
const alias = Object.fromEntries(
  UNUSED.map((part) => [path.join(__dirname, `node_modules/sucrase/dist/esm/${part}.js`), false]),
);

/** The settings that all bundles share. */
const bundle = (name, target, entry, more = {}) => ({
  name,
  target,
  entry: path.join(__dirname, entry),
  mode: 'production',
  devtool: 'hidden-source-map',
  cache: { type: 'filesystem', cacheDirectory: path.join(__dirname, '.cache/webpack'), name },
  resolve: { extensions: ['.ts', '.tsx', '.js'], alias },
  module: {
    rules: [
      {
        resourceQuery: /^\?source$/,
        type: 'javascript/auto',
        loader: path.join(__dirname, 'scripts/source-loader.cjs'),
      },
      {
        test: /\.tsx?$/,
        resourceQuery: { not: [/^\?source$/] },
        loader: 'esbuild-loader',
        options: { target: TARGET, jsx: 'automatic', jsxImportSource: 'preact' },
      },
    ],
  },
  optimization: {
    minimizer: [new EsbuildPlugin({ target: TARGET, legalComments: 'none' })],
    // What is loaded on demand is one file, whose name says what it is.
    splitChunks: false,
  },
  performance: false,
  node: { __dirname: false },
  output: { path: path.join(__dirname, 'dist'), filename: `${name}.js` },
  stats: 'errors-warnings',
  ...more,
});

/** An extension host loads the bundle as a CommonJS module and provides `vscode`. */
const inExtensionHost = (name) => ({
  externals: { vscode: 'commonjs vscode' },
  output: { path: path.join(__dirname, 'dist'), filename: `${name}.js`, library: { type: 'commonjs2' } },
});

/** The one folder in which VS Code looks for the TypeScript server's plugins of an extension. */
const PLUGIN = path.join(__dirname, 'node_modules/gradient-debugger-typescript');

/** Makes the command line a program of its own. */
class Executable {
  apply(compiler) {
    new webpack.BannerPlugin({ banner: '#!/usr/bin/env node', raw: true, entryOnly: true }).apply(compiler);
    compiler.hooks.afterEmit.tap('Executable', ({ outputOptions }) =>
      fs.chmodSync(path.join(outputOptions.path, outputOptions.filename), EXECUTABLE),
    );
  }
}

module.exports = [
  bundle('extension', 'node20', 'src/extension.ts', inExtensionHost('extension')),
  bundle('extension.web', 'webworker', 'src/extension.web.ts', inExtensionHost('extension.web')),
  bundle('worker', 'webworker', 'src/worker/main.ts', {
    externals: { 'node:worker_threads': 'var typeof require === "function" ? require("node:worker_threads") : {}' },
  }),
  bundle('webview', 'web', 'src/webview/index.tsx'),
  bundle('typescript-plugin', 'node20', 'src/typescript-plugin/index.ts', {
    output: { path: PLUGIN, filename: 'index.js', library: { type: 'commonjs2', export: 'default' } },
  }),
  bundle('gradcheck', 'node20', 'src/cli/main.ts', {
    plugins: [new Executable()],
    output: { path: path.join(__dirname, 'dist'), filename: 'gradcheck.js', chunkFilename: '[name].js' },
  }),
];
