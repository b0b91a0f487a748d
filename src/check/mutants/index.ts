// What a check is worth: known bugs put into each layer of a network, and which of them its own data would show.

import { operandOf, type Graph, type Layer, type ValueId } from '../../engine/graph';
import type { Tensor } from '../../engine/tensor';
import type { Checked } from '../checked';
import { BUGS } from './bugs';
import type { Bug, Hiding, Scene } from './bug';
import { Judge, type Missing } from './outcome';
import { LayerwisePass, operandsOf } from './pass';

/** A bug in one layer. */
export interface Mutant {
  readonly layer: string;
  readonly type: string;
  /** The operand whose gradient is wrong, by the layer's own name for it. */
  readonly operand: string;
  /** The same in the network. */
  readonly tensor: string;
  /** As a fault would be called. */
  readonly code: string;
  /** Where several bugs have one code: which of them. */
  readonly variant?: string;
  /** `caught`: some gradient fails. `missed`: wrong, yet none fails. `equivalent`: on this data it changes nothing. */
  readonly outcome: 'caught' | 'missed' | 'equivalent';
  /** Why it is not caught. */
  readonly reason?: Missing | Hiding;
}

/**
 * Every bug of the catalogue in every layer and operand where it can be made, held against the numerical gradients of
 * a finished check whose own gradients are right. Yields after each.
 */
export function* mutants(checked: Checked, cotangent: Tensor): Generator<Mutant, readonly Mutant[]> {
  const { graph, tape } = checked;
  const pass = new LayerwisePass(graph, tape, cotangent);
  const judge = new Judge(checked);
  const made: Mutant[] = [];
  for (let at = graph.layers.length - 1; at >= 0; at--) {
    for (const id of operandsOf(graph.layers[at])) {
      const scene = sceneOf(checked, pass, at, id);
      if (!scene) continue;
      for (const bug of BUGS) {
        const wrong = bug.inject(scene);
        if (!wrong) continue;
        const outcome = judge.outcomeOf(pass.changedBy(at, id, { shape: scene.value.shape, data: wrong }));
        const mutant = mutantOf(scene, bug, graph.values[id].name, outcome.kind);
        const reason =
          outcome.kind === 'missed' ? outcome.reason : outcome.kind === 'equivalent' ? hidingOf(bug, scene) : null;
        made.push(reason === null ? mutant : { ...mutant, reason });
        yield made[made.length - 1];
      }
    }
  }
  return made;
}

function mutantOf(
  { layer, operand }: Scene,
  { code, variant }: Bug,
  tensor: string,
  outcome: Mutant['outcome'],
): Mutant {
  const { name, type } = layer;
  return { layer: name, type, operand, tensor, code, ...(variant !== undefined && { variant }), outcome };
}

function hidingOf(bug: Bug, scene: Scene): Hiding {
  if (scene.right.data.every((slope) => slope === 0)) return 'zero-gradient';
  return bug.hiding?.(scene) ?? 'same-numbers';
}

/** Null where the layer passes no gradient on to the operand. */
function sceneOf({ graph, tape }: Checked, pass: LayerwisePass, at: number, id: ValueId): Scene | null {
  const pull = pass.at(at);
  const right = pull?.added.get(id);
  if (!pull || !right) return null;
  const layer = graph.layers[at];
  const nodes = graph.nodes.slice(layer.firstNode, layer.endNode);
  const only = nodes.length === 1 && !layer.code ? nodes[0] : null;
  const valueOf = (each: ValueId): Tensor => tape.values[each];
  return {
    layer,
    op: only?.op ?? null,
    attributes: only?.attributes ?? {},
    operand: operandName(graph, layer, id),
    kind: layer.operands.includes(id) ? 'input' : 'param',
    value: valueOf(id),
    inputs: layer.operands.map(valueOf),
    params: new Map([...layer.params].map(([name, param]) => [name, valueOf(param)])),
    outputs: [...layer.outputs.values()].map(valueOf),
    douts: pull.douts,
    right,
    whole: pass.wholeOf(id),
    uses: pass.usesOf(id),
    switches: pull.decides,
    pull: (douts) => pass.pull(at, douts).added.get(id)!,
  };
}

/** By the layer's own name; an expression's derived layer has none for its inputs but the network's. */
function operandName(graph: Graph, { operands, params, code, firstNode, endNode }: Layer, id: ValueId): string {
  const k = operands.indexOf(id);
  if (k < 0) return [...params].find(([, param]) => param === id)![0];
  if (code) return code.inputs[k];
  if (endNode - firstNode > 1) return graph.values[id].name;
  const { name, variadic } = operandOf(graph.nodes[firstNode].op, k);
  return variadic ? `${name}[${k}]` : name;
}
