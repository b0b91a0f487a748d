// One file of a program, ready to run, and the way from its running code back to its text.

import type { Span } from '../../engine/span';
import { Lines } from '../json/lines';
import type { Written } from '../types';
import { branchesOf, type Part } from './branches';
import { Coverage } from './coverage';
import { instrument, type Instrumented } from './instrument';
import { placeOf, spanOfPlace } from './place';
import { meantAt, parseModule, requiredBy, walk, type AnyNode, type Program } from './syntax';
import { transpile, type Transpiled } from './transpile';

/** An import as it stands in the text, without what TypeScript leaves out: types, and what is not used. */
export interface Import {
  readonly specifier: string;
  /** The specifier with its quotes. */
  readonly span: Span;
}

export class Module {
  readonly lines: Lines;
  readonly program: Program;
  readonly imports: readonly Import[];
  readonly coverage: Coverage;
  private readonly transpiled: Transpiled;
  private readonly running: Instrumented;
  private readonly runningLines: readonly number[];

  /** Throws SourceError. Only of the network's own file are places noted. */
  constructor(
    /** Relative to the network's folder. */
    readonly path: string,
    readonly text: string,
    /** Where the network's own file asks for it; null of that file itself. */
    readonly importedAt: Span | null,
  ) {
    this.lines = new Lines(text);
    this.transpiled = transpile(text);
    this.program = parseModule(this.transpiled);
    const { code, startOf } = this.transpiled;
    const placeAt = (offset: number): number =>
      importedAt ? 0 : placeOf(this.lines.span(startOf(offset), startOf(offset)));
    const branches = branchesOf(this.program);
    this.coverage = new Coverage(branches);
    this.running = instrument(code, branches, placeAt);
    this.runningLines = lineStarts(this.running.code);
    const specifiers = new Set<string>();
    walk(this.program, (node) => {
      const specifier = requiredBy(node);
      if (specifier !== null) specifiers.add(specifier);
    });
    this.imports = [...specifiers].map((specifier) => ({ specifier, span: this.spanOfImport(specifier) }));
  }

  /** What runs. */
  get code(): string {
    return this.running.code;
  }

  /** The whole call, or other part of the text, that an engine means by a line and column of the running code. */
  spanAt(line: number, column: number): Span {
    const offset = this.running.before(this.runningLines[line - 1] + column - 1);
    const { node, head } = meantAt(this.program, this.transpiled.code, offset);
    const span = this.spanOf(node);
    return head ? spanOfPlace(placeOf(span), this.text) : span;
  }

  spanOf(node: AnyNode): Span {
    const specifier = requiredBy(node);
    return specifier === null ? this.spanOfPart(node) : this.spanOfImport(specifier);
  }

  spanOfPart({ start, end }: Part): Span {
    return this.lines.span(this.transpiled.startOf(start), this.transpiled.endOf(end));
  }

  /** The end of the text. */
  get endSpan(): Span {
    const end = this.text.trimEnd().length;
    return this.lines.span(end, end);
  }

  /** The text of a function of the running code, as the person wrote it; null where it is not of this module. */
  written(running: string): Written | null {
    const from = this.running.code.indexOf(running);
    if (from < 0) return null;
    const start = this.transpiled.startOf(this.running.before(from));
    const end = this.transpiled.endOf(this.running.before(from + running.length));
    return { span: this.lines.span(start, end), text: this.text.slice(start, end) };
  }

  /** Of a node, without types. */
  textOf({ start, end }: AnyNode): string {
    return this.transpiled.code.slice(start, end);
  }

  /** Whether a node stands in the text as it does in the code. */
  isWritten({ start, end }: AnyNode): boolean {
    const { code, startOf, endOf } = this.transpiled;
    return this.text.slice(startOf(start), endOf(end)) === code.slice(start, end);
  }

  /** Imports are not where they were once they are JavaScript. */
  private spanOfImport(specifier: string): Span {
    const escaped = specifier.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const written = new RegExp(`(?:\\bfrom|\\bimport|\\brequire)\\s*\\(?\\s*((['"\`])${escaped}\\2)`, 'd');
    const [from, to] = written.exec(this.text)?.indices?.[1] ?? [0, 0];
    return this.lines.span(from, to);
  }
}

/** As engines count lines in stacks. */
function lineStarts(code: string): readonly number[] {
  return [0, ...[...code.matchAll(/\r\n|[\r\n\u2028\u2029]/g)].map(({ index, 0: end }) => index + end.length)];
}
