// Runs in the editor's TypeScript server: `gradient-debugger` means the types that ship with the extension wherever a
// folder has no package of that name, so that a network's import is no error there.

import type ts from 'typescript/lib/tsserverlibrary';

const LIBRARY = 'gradient-debugger';
/** From the folder of this script, node_modules/gradient-debugger-typescript of the extension. */
const TYPES = '../../types/index.d.ts';

export default function plugin({ typescript }: { readonly typescript: typeof ts }): ts.server.PluginModule {
  return {
    create({ languageService, languageServiceHost: host, serverHost }) {
      const resolve = host.resolveModuleNameLiterals?.bind(host);
      const shipped: ts.ResolvedModuleFull = {
        resolvedFileName: serverHost.resolvePath(`${__dirname}/${TYPES}`),
        extension: typescript.Extension.Dts,
        isExternalLibraryImport: true,
      };
      if (resolve) {
        host.resolveModuleNameLiterals = (literals, ...rest) =>
          resolve(literals, ...rest).map((found, k) =>
            found.resolvedModule || literals[k].text !== LIBRARY ? found : { ...found, resolvedModule: shipped },
          );
      }
      return languageService;
    },
  };
}
