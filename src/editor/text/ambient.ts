// The types of the library as a module that any file may import by its name.

export function ambient(types: string): string {
  const declarations = types.replace(/^export declare /gm, 'export ').replace(/^(?=.)/gm, '  ');
  return `declare module 'gradient-debugger' {\n${declarations}}\n`;
}
