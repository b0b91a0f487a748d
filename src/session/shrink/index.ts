// The smallest failing case: the guilty layer of a failing network by itself, made small enough to be worked by hand.

import { checkGradients } from '../../check';
import type { Checked } from '../../check/checked';
import type { Progress } from '../../check/problem';
import type { ErrorReport } from '../../check/report';
import { copyOf, zeros, type Tensor } from '../../engine/tensor';
import type { Network } from '../../network/types';
import { problemOf } from '../problem';
import { isProgram, read } from '../read';
import type { Ask, Work } from '../types';
import { withNetwork } from '../with-network';
import { drive } from '../work';
import { guiltyOf, type Guilty } from './guilty';
import { jsonWriter } from './json-case';
import { minimise, type Bench } from './minimise';
import { programWriter } from './program-case';
import { remarksOf } from './remarks';
import type { SmallCase, Writer } from './small-case';
import { isFinite, isPlainlyWrong, tryText, type Trial } from './trial';

export interface Shrunk {
  readonly status: 'shrunk';
  readonly layer: string;
  /** The input or param whose gradient is wrong. */
  readonly operand: string;
  /** A network file that fails as the whole network did. */
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
    const steps = checkGradients(problemOf(network, ask.settings));
    const checked = await drive<Progress, Checked>(steps, work, (progress) => work.progress(progress));
    return shrinkGuilty(ask, network, checked, work);
  });
}

async function shrinkGuilty(ask: Ask, network: Network, checked: Checked, work: Work): Promise<Shrunk | NotShrunk> {
  if (checked.tensors.every(({ status }) => status !== 'fail'))
    return { status: 'refused', reason: 'passes', layers: [] };
  const suspects = guiltyOf(checked);
  let cutOut = false;
  for (const guilty of suspects) {
    for (const output of guilty.layer.outputs.keys()) {
      const writer = (isProgram(ask.file) ? programWriter : jsonWriter)(ask.text, network, guilty.layer, output);
      if (!writer) continue;
      cutOut = true;
      const shrunk = await shrinkLayer(ask, checked, guilty, output, writer, work);
      if (shrunk) return shrunk;
    }
  }
  const layers = [...new Set(suspects.map(({ layer }) => layer.name))];
  const reason = layers.length === 0 ? 'no-suspect' : cutOut ? 'not-by-itself' : 'not-cut-out';
  return { status: 'refused', reason, layers };
}

/** Null where the layer by itself does not fail. */
async function shrinkLayer(
  ask: Ask,
  checked: Checked,
  guilty: Guilty,
  output: string,
  writer: Writer,
  work: Work,
): Promise<Shrunk | null> {
  const { layer, operand } = guilty;
  const tensor = writer.tensorOf(operand);
  const attempt = (text: string): Promise<Trial | null> =>
    tryText({ ...ask, text }, { tensors: [tensor], method: 'auto' }, work);
  const until = work.now() + BUDGET_MS;
  const wrong = (trial: Trial | null): boolean =>
    trial?.checked.tensors.some((found) => isPlainlyWrong(found, isFinite(guilty.tensor))) ?? false;
  const bench: Bench = {
    async outputShape(given) {
      if (work.now() > until) return null;
      const reading = await read({ ...ask, text: writer.write({ ...given, upstream: null }, []) }, work);
      return reading.ok ? reading.network.cotangent.shape : null;
    },
    fails: async (given) => work.now() <= until && wrong(await attempt(writer.write(given, []))),
  };
  const met = asMet(checked, guilty, output, writer);
  if (!(await bench.fails(met))) return null;
  const smallest = await minimise(met, bench);
  const trial = await attempt(writer.write(smallest, []));
  if (!trial) return null;
  const text = writer.write(smallest, remarksOf(ask.file, guilty, trial, tensor));
  // What is printed is what is proved.
  if (!wrong(await attempt(text))) return null;
  return { status: 'shrunk', layer: layer.name, operand, text, elements: elementsOf(smallest) };
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
