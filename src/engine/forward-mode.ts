// Forward mode: every value with its tangent, how fast it moves. The rules stand in the ops' files; here they are run.

import { forEachRun, fullBox } from './box';
import { stillLanes } from './difference';
import { GraphBuilder, graphExpander, operandOf, type Graph } from './graph';
import { TIED, type Call, type JvpCall, type Op, type Switches } from './op';
import { forward, type Tape } from './run';
import { sizeOf, zeros, type Shape, type Tensor } from './tensor';

/** Runs an op's rule; false where there is none. */
export function pushForward(op: Op, call: JvpCall): boolean {
  const { jvp } = op;
  if (jvp === null) return false;
  if (jvp === 'expansion') return pushThroughExpansion(op, call);
  if (jvp === 'linear') run(op, call, tangentsOf(op, call), call.into);
  else if (jvp === 'bilinear') pushProduct(op, call);
  else if (jvp === 'held') pushHeld(op, op.switches!, call);
  else jvp(call);
  return true;
}

/** Runs the op itself on tangents. */
function run(op: Op, { attributes, box }: JvpCall, operands: readonly Tensor[], out: Tensor): void {
  op.forward({ operands, attributes, out }, box);
}

/** Of every operand; those that are not differentiated, such as indices, stay what they are. */
function tangentsOf(op: Op, { operands, tangents }: JvpCall): readonly Tensor[] {
  return operands.map((operand, k) =>
    operandOf(op, k).differentiable === false ? operand : (tangents[k] ?? still(operand.shape)),
  );
}

function still(shape: Shape): Tensor {
  const size = sizeOf(shape);
  return { shape, data: stillLanes(size).subarray(0, size) };
}

/** d(x · y + z) = dx · y + x · dy + dz */
function pushProduct(op: Op, call: JvpCall): void {
  const [x, y] = call.operands;
  const [dx, dy, ...others] = tangentsOf(op, call);
  if (!call.tangents[0]) return run(op, call, [x, dy, ...others], call.into);
  run(op, call, [dx, y, ...others], call.into);
  if (!call.tangents[1]) return;
  const more = zeros(call.into.shape);
  run(op, call, [x, dy, ...others.map(({ shape }) => still(shape))], more);
  forEachRun(more.shape, call.box, (start, count, step) => {
    for (let i = start, k = 0; k < count; k++, i += step) call.into.data[i] += more.data[i];
  });
}

/** At a tie the first of its branches is taken. */
function pushHeld(op: Op, switches: Switches, call: JvpCall): void {
  const { point, into, box } = call;
  const moving = { ...point, operands: tangentsOf(op, call) };
  const branches = new Int32Array(into.data.length);
  switches.branches(point, box, branches);
  forEachRun(into.shape, box, (start, count, step) => {
    for (let i = start, k = 0; k < count; k++, i += step) {
      const branch = branches[i] === TIED ? switches.tied(point, i)[0] : branches[i];
      into.data[i] = switches.force(moving, i, branch);
    }
  });
}

/** A composite op's own graph at the point. */
interface Expansion {
  readonly graph: Graph;
  readonly tape: Tape;
  /** By value. */
  readonly tangents: readonly Tensor[];
}

const expansions = new WeakMap<Call, Expansion>();

function expansionOf(op: Op, point: Call): Expansion {
  const known = expansions.get(point);
  if (known) return known;
  const builder = new GraphBuilder('float64');
  const terms = point.operands.map((operand, k) => builder.source(`${k}`, 'input', operand));
  const to = graphExpander(builder, (name) => name);
  const graph = builder.finish(to.idOf(op.expand!(to, terms.map(to.term), point.attributes)));
  const expansion = { graph, tape: forward(graph), tangents: graph.values.map(({ shape }) => zeros(shape)) };
  expansions.set(point, expansion);
  return expansion;
}

function pushThroughExpansion(op: Op, { point, tangents: given, into, box }: JvpCall): boolean {
  const { graph, tape, tangents } = expansionOf(op, point);
  // The operands are the first values.
  const moving = graph.values.map((_, id) => given[id] ?? null);
  for (const [n, node] of graph.nodes.entries()) {
    const own = node.operands.map((id) => moving[id]);
    if (own.every((tangent) => tangent === null)) continue;
    const call = tape.calls[n];
    const result = (moving[node.result] = tangents[node.result]);
    const pushed = pushForward(node.op, {
      ...call,
      point: call,
      tangents: own,
      into: result,
      box: fullBox(result.shape),
    });
    if (!pushed) return false;
  }
  const result = moving[graph.output] ?? still(into.shape);
  forEachRun(into.shape, box, (start, count, step) => {
    for (let i = start, k = 0; k < count; k++, i += step) into.data[i] = result.data[i];
  });
  return true;
}
