// Where an error passed through the files of a program: its stack, as V8, SpiderMonkey and JavaScriptCore write it.

export interface Frame {
  /** The number of the module in its program. */
  readonly module: number;
  readonly line: number;
  readonly column: number;
}

/** Names the code of a module, so that stacks tell it from all other code. */
export function sourceUrl(module: number, path: string): string {
  return `gradient-program:${module}/${encodeURI(path)}`;
}

/** The innermost first. Lines and columns of the code that runs, from 1; `header` lines stand before it. */
export function framesOf(stack: string | undefined, header: number): Frame[] {
  const frames = (stack ?? '').matchAll(/gradient-program:(\d+)\/\S*?:(\d+):(\d+)\)?$/gm);
  return [...frames].map(([, module, line, column]) => ({
    module: Number(module),
    line: Number(line) - header,
    column: Number(column),
  }));
}

/** V8 keeps ten frames unless told otherwise: fewer than the library and a recursion may lie between. */
const DEPTH = 60;

export function keepDeepStacks(): void {
  (Error as { stackTraceLimit?: number }).stackTraceLimit = DEPTH;
}
