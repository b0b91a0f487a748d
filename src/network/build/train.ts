// The section `train`: data sets for the inputs, all with the same number of rows.

import type { Graph, ValueId } from '../../engine/graph';
import { formatShape, sameShape, type Tensor } from '../../engine/tensor';
import type { NamedTensor, TrainText } from '../describe/network-text';
import { nearest } from '../nearest';
import type { TrainSettings } from '../types';
import type { Site } from './site';

export function trainSettings(site: Site, train: TrainText, graph: Graph): TrainSettings {
  const { rate, steps, batch, batchPlace } = train;
  const data = readSet(site, train.data, 'train.data', graph);
  const test = readSet(site, train.test, 'train.test', graph);
  refuseIncomplete(site, train);
  const rows = data.values().next().value?.shape[0];
  if (rows !== undefined && batch > rows) {
    site.mistakes.add('bad-value', batchPlace, `at most the ${rows} rows of the data`, String(batch));
  }
  return { rate, steps, batch, data, test, scores: scoresOf(site, train, graph) };
}

/** There is something to learn from, and what the network is tested on covers the same inputs. */
function refuseIncomplete({ mistakes }: Site, { place, data, test }: TrainText): void {
  if (data.length === 0) mistakes.add('missing-key', place, 'data for at least one input', 'none');
  const tested = new Set(test.map(({ name }) => name));
  for (const { name } of test.length > 0 ? data : []) {
    if (!tested.has(name)) mistakes.add('missing-key', place, `"${name}" in test, as in data`, 'none');
  }
}

function readSet(site: Site, set: readonly NamedTensor[], prefix: string, graph: Graph): ReadonlyMap<string, Tensor> {
  const result = new Map<string, Tensor>();
  let rows: number | undefined;
  for (const named of set) {
    const value = readOne(site, named, prefix, graph);
    if (!value) continue;
    rows ??= value.shape[0];
    if (value.shape[0] === rows) result.set(named.name, value);
    else site.mistakes.add('shape-mismatch', named.place, `${rows} rows, as the tensor before it`, `${value.shape[0]}`);
  }
  return result;
}

/** Data has the shape of the input that it stands in for, but for the number of rows. */
function readOne(site: Site, { name, place, inside, form }: NamedTensor, prefix: string, graph: Graph): Tensor | null {
  const { text, scope, mistakes, tensors } = site;
  if (!text.inputs.some((input) => input.name === name)) {
    const known = text.inputs.map((input) => input.name);
    return mistakes.add('unknown-name', place, 'the name of an input', `"${name}"`, nearest(name, known));
  }
  scope.mention('reference', name, inside);
  const id = scope.get(name);
  const value = form && tensors.make(form, `${prefix}.${name}`, null);
  if (id == null || !value) return null;
  const { shape } = graph.values[id];
  const fits = value.shape.length > 0 && sameShape(value.shape.slice(1), shape.slice(1));
  if (fits && shape.length > 0) return value;
  const expected = `rows like those of the input, ${formatShape(shape)}`;
  return mistakes.add('shape-mismatch', form.place, expected, formatShape(value.shape));
}

/** By the report's name; where nothing is written, what the loss is computed from. */
function scoresOf({ scope, text }: Site, { scores }: TrainText, { values, output, layers }: Graph): string {
  const written: ValueId | null = scores && scope.resolve(scores, text.layers.length);
  const lossLayer = layers.find(({ outputs }) => [...outputs.values()].includes(output));
  return values[written ?? lossLayer?.operands[0] ?? output].name;
}
