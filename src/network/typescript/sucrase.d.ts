// sucrase's own parts, whose types stand apart from them: `transform` alone does not tell which token became what.

declare module 'sucrase/dist/esm/CJSImportProcessor' {
  export { default } from 'sucrase/dist/types/CJSImportProcessor';
}
declare module 'sucrase/dist/esm/HelperManager' {
  export { HelperManager } from 'sucrase/dist/types/HelperManager';
}
declare module 'sucrase/dist/esm/identifyShadowedGlobals' {
  export { default } from 'sucrase/dist/types/identifyShadowedGlobals';
}
declare module 'sucrase/dist/esm/NameManager' {
  export { default } from 'sucrase/dist/types/NameManager';
}
declare module 'sucrase/dist/esm/parser' {
  export { parse } from 'sucrase/dist/types/parser';
}
declare module 'sucrase/dist/esm/TokenProcessor' {
  export { default } from 'sucrase/dist/types/TokenProcessor';
}
declare module 'sucrase/dist/esm/transformers/RootTransformer' {
  export { default } from 'sucrase/dist/types/transformers/RootTransformer';
}
