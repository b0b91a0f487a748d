// A script as text, bundled: scripts/source-loader.cjs.
declare module '*?source' {
  const source: string;
  export default source;
}
