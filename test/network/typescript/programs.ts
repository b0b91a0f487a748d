// Programs run against a library that does nothing but note where it was called.
import { GraphBuilder } from '../../../src/engine/graph';
import type { Span } from '../../../src/engine/span';
import { scalar } from '../../../src/engine/tensor';
import type { Meter } from '../../../src/network/typescript/guard';
import { UsageError, type ProgramHost } from '../../../src/network/typescript/host';
import { programReader, type Library } from '../../../src/network/typescript/reader';
import type { FileAccess, Mistake, Network } from '../../../src/network/types';

export interface Note {
  readonly name: string;
  readonly span: Span | null;
}

class Definition {
  constructor(readonly build: () => unknown) {}
}

function noteTaker(notes: Note[]): (host: ProgramHost) => Library {
  return (host) => {
    const note =
      (name: string) =>
      (...given: unknown[]) => {
        notes.push({ name, span: host.here() });
        return given[0];
      };
    const backwards = new Map<string, (...douts: never[]) => unknown>();
    class Wrapped {
      get T() {
        notes.push({ name: 'T', span: host.here() });
        return this;
      }
      mul(other: unknown) {
        if (other === 'wrong') throw new UsageError('shape-mismatch', 'mul', 'a tensor', '"wrong"');
        notes.push({ name: 'mul', span: host.here() });
        return this;
      }
      add() {
        notes.push({ name: 'add', span: host.here() });
        return this;
      }
    }
    return {
      exports: {
        affine: note('affine'),
        relu: note('relu'),
        tensor: () => new Wrapped(),
        layer(code: { backward: () => unknown }, ...rest: unknown[]) {
          notes.push({ name: 'layer', span: host.here() });
          backwards.set(`layer${backwards.size + 1}`, code.backward);
          return rest[0];
        },
        network: (_name: string, build: () => unknown) => new Definition(build),
      },
      math: Object.assign(Object.create(null), { random: () => 0.25 }) as object,
      isUnderTest: () => false,
      isDefinition: (value) => value instanceof Definition,
      build(definition) {
        (definition as Definition).build();
        const builder = new GraphBuilder('float64');
        const output = builder.source('x', 'input', scalar(1));
        return {
          name: 'net',
          seed: 0,
          graph: builder.finish(output),
          cotangent: scalar(1),
          check: {},
          train: null,
          mentions: [],
          layerSpans: new Map(),
          backwards,
        };
      },
    };
  };
}

export function folder(files: Readonly<Record<string, string>>): FileAccess {
  return {
    read: (path) =>
      path in files
        ? Promise.resolve(new TextEncoder().encode(files[path]))
        : Promise.reject(new Error(`no file ${path}`)),
  };
}

const clock: Meter = { now: () => performance.now() };

export interface Outcome {
  readonly notes: readonly Note[];
  readonly network: Network | null;
  readonly mistakes: readonly Mistake[];
}

export async function run(text: string, files: Readonly<Record<string, string>> = {}, meter = clock): Promise<Outcome> {
  const notes: Note[] = [];
  const reading = await programReader(noteTaker(notes))('some/net.grad.ts', text, folder(files), meter);
  return reading.ok
    ? { notes, network: reading.network, mistakes: [] }
    : { notes, network: null, mistakes: reading.mistakes };
}

/** The part of a text that a span covers. */
export function cut(text: string, { line, column, endLine, endColumn }: Span): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const part = lines.slice(line - 1, endLine);
  part[part.length - 1] = part[part.length - 1].slice(0, endColumn - 1);
  part[0] = part[0].slice(column - 1);
  return part.join('\n');
}
