// Reads the whole of a network's text, part by part.

import type { Cursor } from '../json/cursor';
import { LayerReader } from './layer';
import { readLayerTypes } from './layer-types';
import { referenceAt, refuseDuplicates } from './names';
import type { Definition, LayerText, NetworkText } from './network-text';
import { readCheck, readNamed, readTrain } from './sections';
import { readTensor } from './tensor';

const KEYS = [
  'name',
  'seed',
  'dtype',
  'inputs',
  'params',
  'layerTypes',
  'layers',
  'loss',
  'upstream',
  'check',
  'train',
  '$schema',
];

export function readNetworkText(root: Cursor): NetworkText | null {
  const fields = root.fields(KEYS, 'a network: an object with "layers"');
  if (!fields) return null;
  const [loss, upstream] = [fields.get('loss'), fields.get('upstream')];
  const inputs = readNamed(fields.get('inputs'));
  const params = readNamed(fields.get('params'));
  const layers = readLayers(fields.require('layers'), fields.get('layerTypes'), [...inputs, ...params]);
  refuseDuplicates(
    [
      ['an input', inputs],
      ['a param', params],
      ['a layer', layers],
    ],
    root.mistakes,
  );
  const check = readCheck(fields.get('check'));
  fields.get('$schema')?.string();
  return {
    name: fields.get('name')?.string() ?? 'Network',
    seed: fields.get('seed')?.integer() ?? 0,
    dtype: fields.get('dtype')?.choice(['float64', 'float32']) ?? 'float64',
    inputs,
    params,
    layers,
    loss: loss && referenceAt(loss),
    upstream: upstream && readTensor(upstream),
    check: check.section,
    globs: check.globs,
    train: readTrain(fields.get('train')),
  };
}

function readLayers(
  cursor: Cursor | null,
  types: Cursor | undefined,
  sources: readonly Definition[],
): readonly LayerText[] {
  const reader = new LayerReader(readLayerTypes(types), sources);
  const items = cursor?.list('an array of layers');
  if (items?.length === 0) cursor?.refuse('bad-value', 'at least one layer');
  return (items ?? []).map((item) => reader.read(item));
}
