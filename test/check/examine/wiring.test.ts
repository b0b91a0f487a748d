// Models that wire their own passes: what is given to a layer is not what it is owed.

import { expect, it } from 'vitest';
import type { Graph } from '../../../src/engine/graph';
import { registry } from '../../../src/engine/ops';
import { backward, forward, type LayerPass, type Pulled } from '../../../src/engine/run';
import { copyOf, filled, type Tensor } from '../../../src/engine/tensor';
import { withBackward } from '../../../src/check/examine/run';
import { Net } from '../nets';
import { examined } from './examined';
import { affine, map, tanh } from '../layers';
import { normal } from './values';

/** h = tanh(x), y = tanh(h + h·W + b): two ways from h to the loss. */
const residual = (rows = 4): Net =>
  new Net()
    .input('x', normal([rows, 3], 'x'))
    .param('W', normal([3, 3], 'W'))
    .param('b', normal([3], 'b'))
    .handLayer('Tanh1', tanh(), ['x'])
    .handLayer('Affine1', affine(), ['Tanh1'], { W: 'W', b: 'b' })
    .layer('Add1', registry.Add, ['Tanh1', 'Affine1'])
    .handLayer('Tanh2', tanh(), ['Add1'])
    .layer('Sum1', registry.Mean, ['Tanh2']);

type Passes = ReadonlyMap<string, LayerPass>;

interface Tampering {
  /** What a layer is given instead. */
  readonly douts?: Readonly<Record<string, (right: Tensor, before: Passes) => Tensor>>;
  /** What is handed out as the gradient of a value instead, by name. */
  readonly gradients?: Readonly<Record<string, (right: Tensor, passes: Passes) => Tensor>>;
}

/** The engine's own pass, but for what is tampered with. */
function wired(graph: Graph, { douts = {}, gradients = {} }: Tampering): Pulled {
  const tape = forward(graph);
  const passes = new Map<string, LayerPass>();
  const received = new Map<number, Tensor>();
  const layers = graph.layers.map((layer) => {
    const { code, name, outputs } = layer;
    if (!code) return layer;
    const pull: typeof code.backward = (call) => {
      const given = call.douts.map((dout) => douts[name]?.(dout, passes) ?? dout);
      [...outputs.values()].forEach((id, k) => received.set(id, copyOf(given[k])));
      const returned = code.backward({ ...call, douts: given.map(copyOf) });
      passes.set(name, { douts: given, returned });
      return returned;
    };
    return { ...layer, code: withBackward(code, pull) };
  });
  const cotangent = filled(graph.values[graph.output].shape, 1);
  const pulled = backward({ ...graph, layers }, tape, cotangent);
  return {
    passes,
    gradients: pulled.map((gradient, id) => {
      const own = received.get(id) ?? gradient;
      return own && (gradients[graph.values[id].name]?.(own, passes) ?? own);
    }),
  };
}

function brief(tampering: Tampering, rows?: number): string[] {
  const net = residual(rows);
  const { faults } = examined(net, {}, () => wired(net.graph(), tampering));
  return faults.map(({ layer, input, tensor, code, evidence }) =>
    [layer, input ?? 'wiring', tensor, code, JSON.stringify(evidence)].join(' '),
  );
}

const branch = (passes: Passes): Tensor => passes.get('Affine1')!.returned.inputs[0]!;

it('finds nothing where the wiring is right', () => {
  expect(brief({})).toEqual([]);
});

it('names a branch that was overwritten by the other, at the layer that they come from', () => {
  expect(brief({ douts: { Tanh1: (_right, passes) => branch(passes) } })).toEqual([
    'Tanh1 wiring Tanh1.out fan-out-overwritten {"kept":"Affine1"}',
  ]);
  const without = (right: Tensor, passes: Passes): Tensor => map(right, (v, i) => v - branch(passes).data[i]);
  expect(brief({ douts: { Tanh1: without } })).toEqual([
    'Tanh1 wiring Tanh1.out fan-out-overwritten {"missing":"Affine1"}',
  ]);
});

it('names a branch that was counted twice', () => {
  const twice = (right: Tensor, passes: Passes): Tensor => map(right, (v, i) => v + branch(passes).data[i]);
  expect(brief({ douts: { Tanh1: twice } })).toEqual(['Tanh1 wiring Tanh1.out accumulated-twice {"twice":"Affine1"}']);
});

it('names cotangents that are ones, nothing, or a multiple', () => {
  const at = (f: (value: number) => number): string[] => brief({ douts: { Affine1: (right) => map(right, f) } });
  expect(at(() => 1)).toEqual(['Affine1 wiring Affine1.out upstream-ignored {}']);
  expect(at(() => 0)).toEqual(['Affine1 wiring Affine1.out zero-gradient {}']);
  expect(at((v) => -v)).toEqual(['Affine1 wiring Affine1.out sign-flipped {}']);
  expect(at((v) => 4 * v)).toEqual(['Affine1 wiring Affine1.out scaled {"factor":4}']);
});

it('names gradients of params that the layers left right and gradient() returned wrong', () => {
  expect(brief({ gradients: { W: (right) => map(right, (v) => 4 * v) } })).toEqual([
    'Affine1 wiring W scaled {"factor":4}',
  ]);
  expect(brief({ gradients: { b: (right) => map(right, () => 0) } })).toEqual(['Affine1 wiring b zero-gradient {}']);
});

it('tells what belongs to another layer, and what belongs nowhere', () => {
  const other = (_right: Tensor, passes: Passes): Tensor => passes.get('Tanh2')!.returned.inputs[0]!;
  expect(brief({ gradients: { W: other } }, 3)).toEqual(['Affine1 wiring W unknown {"from":"Tanh2.x"}']);
  const none = (right: Tensor): Tensor => map(right, (v) => v + 1);
  expect(brief({ douts: { Tanh1: none } })).toEqual(['Tanh1 wiring Tanh1.out unknown {}']);
});
