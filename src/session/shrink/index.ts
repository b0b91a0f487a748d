// The smallest failing case: the guilty layer of a failing network by itself, made small enough to be worked by hand.

import type { Checked } from '../../check/checked';
import type { ErrorReport } from '../../check/report';
import { copyOf, zeros, type Tensor } from '../../engine/tensor';
import { checkOnly, examined } from '../checking';
import { problemOf } from '../problem';
import { isProgram, read } from '../read';
import type { Ask, Work } from '../types';
import { withNetwork } from '../with-network';
import { jsonWriter } from './json-case';
import { minimise, type Bench } from './minimise';
import { programWriter } from './program-case';
import { remarksOf } from './remarks';
import { tensorsOf, type SmallCase, type Writer } from './small-case';
import { guiltyOf, tryFor, type Guilty, type Likeness } from './trial';

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

/** Time that a search gets. */
const BUDGET_MS = 15_000;

/** Throws Cancelled once the work's signal is aborted. */
export function shrinkFile(ask: Ask, work: Work): Promise<Shrunk | NotShrunk | ErrorReport> {
  return withNetwork(ask, work, async (network) => {
    const problem = problemOf(network, ask.settings);
    const checked = await checkOnly(problem, work);
    if (checked.tensors.every(({ status }) => status !== 'fail')) return refuse('passes', []);
    const suspects = guiltyOf(checked, (await examined(checked, problem, work)).faults);
    if (suspects.length === 0) return refuse('no-suspect', []);
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
    return refuse(reason, suspects);
  });
}

function refuse(reason: NotShrunk['reason'], suspects: readonly Guilty[]): NotShrunk {
  return { status: 'refused', reason, layers: [...new Set(suspects.map(({ layer }) => layer.name))] };
}

/** Null where the layer by itself does not fail. Naming a fault takes long, and is left until the end where that does. */
async function shrinkLayer(
  ask: Ask,
  guilty: Guilty,
  met: SmallCase,
  writer: Writer,
  work: Work,
): Promise<Shrunk | null> {
  const tensor = writer.tensorOf(guilty.operand);
  const attempt = (text: string, likeness: Likeness): Promise<Checked | null> =>
    tryFor(guilty, { ...ask, text }, tensor, likeness, work);
  for (const likeness of ['wrong', 'named'] as const) {
    const until = work.now() + BUDGET_MS;
    const bench: Bench = {
      async outputShape(given) {
        if (work.now() > until) return null;
        const reading = await read({ ...ask, text: writer.write({ ...given, upstream: null }, []) }, work);
        return reading.ok ? reading.network.cotangent.shape : null;
      },
      fails: async (given) => work.now() <= until && (await attempt(writer.write(given, []), likeness)) !== null,
    };
    if (!(await bench.fails(met))) return null;
    const smallest = await minimise(met, bench);
    const checked = await attempt(writer.write(smallest, []), 'wrong');
    const text = checked && writer.write(smallest, remarksOf(ask.file, guilty, checked, tensor));
    // What is printed is what is proved.
    if (text && (await attempt(text, 'named'))) return shrunkOf(guilty, text, smallest);
  }
  return null;
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

function shrunkOf({ layer, operand, code }: Guilty, text: string, smallest: SmallCase): Shrunk {
  const tensors = [...tensorsOf(smallest).values()];
  const elements = tensors.reduce((sum, { data }) => sum + data.length, 0);
  return { status: 'shrunk', layer: layer.name, operand, code, text, elements };
}
