// A webpack loader: the module bundled into one script, as a string. For workers of pages that may load no files.
const { build } = require('esbuild');

module.exports = function sourceLoader() {
  const done = this.async();
  const options = { bundle: true, minify: true, write: false, metafile: true, format: 'iife', target: 'es2022' };
  build({ entryPoints: [this.resourcePath], ...options }).then(({ outputFiles, metafile }) => {
    for (const file of Object.keys(metafile.inputs)) this.addDependency(require('node:path').resolve(file));
    done(null, `export default ${JSON.stringify(outputFiles[0].text)};`);
  }, done);
};
