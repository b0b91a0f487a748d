// The network with the code of hand-written layers replaced by what that code was seen to do, op by op: differences can
// then be carried through it. Only where the transcript gives the very bits that the code gives, also far from the point:
// code that works with plain numbers, or decides by them, does not.

import { GraphBuilder, type Graph, type Layer, type Node, type Value, type ValueId } from '../engine/graph';
import { Halt, type HandWritten } from '../engine/hand-written';
import { ShapeError } from '../engine/op';
import { concat } from '../engine/ops/concat';
import { reshape } from '../engine/ops/reshape';
import { randomStream } from '../engine/random';
import { forward, type Tape } from '../engine/run';
import { copyOf, sameBits, sameTensor, type Tensor } from '../engine/tensor';
import { replay, type Transcript } from '../engine/transcript';

/** The layer's code does not run, or not as it was taken down, on numbers like these: it is not known there. */
class Untranscribable extends Error {
  override readonly name = 'Untranscribable';
}

export interface Carrier {
  readonly graph: Graph;
  readonly tape: Tape;
  /** Of every value of the network: the same here. */
  readonly ids: readonly ValueId[];
}

/** The network itself where no code is opaque, or none could be replaced. */
export function carrierOf(graph: Graph, tape: Tape): Carrier {
  const itself = { graph, tape, ids: graph.values.map(({ id }) => id) };
  const transcripts = new Map<number, Transcript>();
  graph.nodes.forEach((node, n) => {
    const transcript = node.op.opaque ? proven(graph, tape, n) : null;
    if (transcript) transcripts.set(n, transcript);
  });
  if (transcripts.size === 0) return itself;
  const { rewritten, ids } = rewrite(graph, tape, transcripts);
  const carried = forward(rewritten);
  const same = graph.values.every(({ id }) => sameBits(carried.values[ids[id]].data, tape.values[id].data));
  return same ? { graph: rewritten, tape: carried, ids } : itself;
}

function proven(graph: Graph, tape: Tape, n: number): Transcript | null {
  const layer = graph.layers.find(({ firstNode, endNode }) => firstNode <= n && n < endNode);
  if (!layer?.code?.transcribe || graph.dtype !== 'float64') return null;
  const { operands } = graph.nodes[n];
  const here = operands.map((id) => tape.values[id]);
  const fixed = operands.map((id) => !graph.values[id].differentiable);
  try {
    const transcript = transcriptOf(layer.code, here);
    return transcript && holdsElsewhere(layer, layer.code, transcript, here, fixed) ? transcript : null;
  } catch (error) {
    if (error instanceof Untranscribable) return null;
    throw error;
  }
}

function transcriptOf(code: HandWritten, here: readonly Tensor[]): Transcript | null {
  const { inputs, params } = given(code, here);
  return ofLayer(() => code.transcribe?.(inputs, params) ?? null);
}

/** Runs code that may throw what it likes. */
function ofLayer<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof Halt) throw cause;
    throw new Untranscribable(undefined, { cause });
  }
}

/** What was taken down, at other operands: indices that were worked out of them may point outside. */
function replayed(transcript: Transcript, there: readonly Tensor[]): readonly Tensor[] {
  try {
    return replay(transcript, there);
  } catch (cause) {
    throw cause instanceof ShapeError ? new Untranscribable(undefined, { cause }) : cause;
  }
}

/** At other points, near and on the other side of 0, with all but labels and indices moved. */
function holdsElsewhere(
  { name }: Layer,
  code: HandWritten,
  transcript: Transcript,
  here: readonly Tensor[],
  fixed: readonly boolean[],
): boolean {
  const random = randomStream(0, `transcript ${name}`);
  const moves = [() => 1 + random.normal() / 4, () => 2 * random.normal(), () => -1 - Math.abs(random.normal())];
  return moves.every((move) => {
    const there = here.map((tensor, k) => {
      const moved = copyOf(tensor);
      if (!fixed[k]) moved.data.forEach((x, i, data) => (data[i] = x === 0 ? move() : x * move()));
      return moved;
    });
    const { inputs, params } = given(code, there.map(copyOf));
    const results = ofLayer(() => code.forward(inputs, params));
    const again = replayed(transcript, there);
    return results.length === again.length && results.every((result, k) => sameTensor(result, again[k]));
  });
}

function given(code: HandWritten, operands: readonly Tensor[]) {
  const inputs = operands.slice(0, code.inputs.length).map(copyOf);
  return { inputs, params: new Map(code.params.map((name, k) => [name, copyOf(operands[code.inputs.length + k])])) };
}

/** Values get new numbers, because those inside of transcripts come between them. */
function rewrite(graph: Graph, tape: Tape, transcripts: ReadonlyMap<number, Transcript>) {
  const builder = new GraphBuilder(graph.dtype);
  const ids: ValueId[] = new Array<ValueId>(graph.values.length);
  const producers = new Map(graph.nodes.map((node, n) => [node.result, n]));
  for (const { id, name, role, differentiable } of graph.values) {
    const n = producers.get(id);
    if (n === undefined) {
      const kind = role === 'input' || role === 'param' ? role : 'constant';
      ids[id] = builder.source(name, kind, tape.values[id], differentiable);
      continue;
    }
    const node = graph.nodes[n];
    const operands = node.operands.map((operand) => ids[operand]);
    const transcript = transcripts.get(n);
    ids[id] = transcript
      ? inline(builder, transcript, operands, node, graph.values[id])
      : builder.apply(node.op, operands, node.attributes, name, role);
  }
  return { rewritten: builder.finish(ids[graph.output]), ids };
}

/** The transcript's ops as nodes; several outputs are packed into one vector, as those of an opaque node are. */
function inline(
  builder: GraphBuilder,
  { entries, outputs }: Transcript,
  operands: readonly ValueId[],
  { op }: Node,
  { name, role, shape }: Value,
): ValueId {
  const refs = [...operands];
  entries.forEach((entry, k) => {
    const inner = `${name}/${op.name}${k}`;
    refs.push(
      'constant' in entry
        ? builder.source(inner, 'constant', entry.constant)
        : builder.apply(
            entry.op,
            entry.operands.map((ref) => refs[ref]),
            entry.attributes,
            inner,
            'node',
          ),
    );
  });
  if (outputs.length === 1) {
    const [only] = outputs;
    // What is handed on as it came is a value of its own all the same: others may use what came.
    return only < operands.length ? builder.apply(reshape, [refs[only]], { shape }, name, role) : refs[only];
  }
  const flat = outputs.map((ref, k) =>
    builder.apply(reshape, [refs[ref]], { shape: [-1] }, `${name}/flat${k}`, 'node'),
  );
  return builder.apply(concat, flat, { axis: 0 }, `${name}/packed`, 'node');
}
