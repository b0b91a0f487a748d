// The smallest failing case: the guilty layer of a failing network by itself, made small enough to be worked by hand.

import type { Checked } from '../../check/checked';
import type { ErrorReport } from '../../check/report';
import { copyOf, zeros, type Tensor } from '../../engine/tensor';
import { problemOf } from '../problem';
import { isProgram, read } from '../read';
import type { Ask, Work } from '../types';
import { withNetwork } from '../with-network';
import { jsonWriter } from './json-case';
import { minimise, type Bench } from './minimise';
import { programWriter } from './program-case';
import { remarksOf } from './remarks';
import type { SmallCase, Writer } from './small-case';
import { checkAll, guiltyOf, tryFor, type Guilty } from './trial';

export interface Shrunk {
  readonly status: 'shrunk';
  readonly layer: string;
  /** The input or param whose gradient is wrong. */
  readonly operand: string;
  /** What is wrong with it, as a report calls the fault. */
  readonly code: string;
  /** A network file that has the same fault. */
  readonly text: string;
  /** Numbers in it: of inputs, params and the upstream gradient. */
  readonly elements: number;
}

export interface NotShrunk {
  readonly status: 'refused';
  readonly reason: 'passes' | 'no-suspect' | 'not-cut-out' | 'not-by-itself';
  /** The layers that were tried. */
  readonly layers: readonly string[];
}

/** Time that the search gets. */
const BUDGET_MS = 10_000;

/** Throws Cancelled once the work's signal is aborted. */
export function shrinkFile(ask: Ask, work: Work): Promise<Shrunk | NotShrunk | ErrorReport> {
  return withNetwork(ask, work, async (network) => {
    const [checked, faults] = await checkAll(problemOf(network, ask.settings), work);
    const suspects = guiltyOf(checked, faults);
    const refuse = (reason: NotShrunk['reason']): NotShrunk => {
      return { status: 'refused', reason, layers: [...new Set(suspects.map(({ layer }) => layer.name))] };
    };
    if (checked.tensors.every(({ status }) => status !== 'fail')) return refuse('passes');
    if (suspects.length === 0) return refuse('no-suspect');
    let reason: NotShrunk['reason'] = 'not-cut-out';
    for (const guilty of suspects) {
      for (const output of guilty.layer.outputs.keys()) {
        const writer = (isProgram(ask.file) ? programWriter : jsonWriter)(ask.text, network, guilty.layer, output);
        if (!writer) continue;
        reason = 'not-by-itself';
        const shrunk = await shrinkLayer(ask, guilty, asMet(checked, guilty, output, writer), writer, work);
        if (shrunk) return shrunk;
      }
    }
    return refuse(reason);
  });
}

/** Null where the layer by itself does not fail. */
async function shrinkLayer(
  ask: Ask,
  guilty: Guilty,
  met: SmallCase,
  writer: Writer,
  work: Work,
): Promise<Shrunk | null> {
  const { layer, operand, code } = guilty;
  const tensor = writer.tensorOf(operand);
  const attempt = (text: string): Promise<Checked | null> => tryFor(guilty, { ...ask, text }, tensor, work);
  const until = work.now() + BUDGET_MS;
  const bench: Bench = {
    async outputShape(given) {
      if (work.now() > until) return null;
      const reading = await read({ ...ask, text: writer.write({ ...given, upstream: null }, []) }, work);
      return reading.ok ? reading.network.cotangent.shape : null;
    },
    fails: async (given) => work.now() <= until && (await attempt(writer.write(given, []))) !== null,
  };
  if (!(await bench.fails(met))) return null;
  const smallest = await minimise(met, bench);
  const checked = await attempt(writer.write(smallest, []));
  if (!checked) return null;
  const text = writer.write(smallest, remarksOf(ask.file, guilty, checked, tensor));
  // What is printed is what is proved.
  if (!(await attempt(text))) return null;
  return { status: 'shrunk', layer: layer.name, operand, code, text, elements: elementsOf(smallest) };
}

/** The layer with what it is given in the whole network. */
function asMet({ tape, gradients }: Checked, { layer }: Guilty, output: string, { attributes }: Writer): SmallCase {
  const valueOf = (id: number): Tensor => copyOf(tape.values[id]);
  const out = layer.outputs.get(output)!;
  return {
    inputs: new Map(layer.code!.inputs.map((name, k) => [name, valueOf(layer.operands[k])])),
    params: new Map([...layer.params].map(([name, id]) => [name, valueOf(id)])),
    attributes,
    upstream: gradients[out] ?? zeros(tape.values[out].shape),
  };
}

function elementsOf({ inputs, params, upstream }: SmallCase): number {
  const tensors = [...inputs.values(), ...params.values(), ...(upstream ? [upstream] : [])];
  return tensors.reduce((sum, { data }) => sum + data.length, 0);
}
