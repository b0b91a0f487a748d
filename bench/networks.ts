// The networks that are measured: one description, from which each contender builds its own.

export type NetworkSpec = DenseSpec | { readonly kind: 'convolution'; readonly batch: number };

/** Affine layers with an activation after each, the softmax and its loss. */
export interface DenseSpec {
  readonly kind: 'dense';
  readonly widths: readonly number[];
  readonly batch: number;
  readonly activation: 'ReLU' | 'Sigmoid';
  /** Whether the last Affine has an activation too. */
  readonly last: boolean;
  /** Real digits in the place of normal numbers; the first width is then 784. */
  readonly digits: boolean;
}

const PIXELS = 784;

export function dense(batch: number, ...widths: readonly number[]): DenseSpec {
  return { kind: 'dense', widths, batch, activation: 'ReLU', last: false, digits: widths[0] === PIXELS };
}

/** As many Affine and Sigmoid as said, of 64 units each, and the loss over the last. */
export function deepSigmoid(layers: number, batch: number): DenseSpec {
  const widths = new Array<number>(layers + 1).fill(64);
  return { kind: 'dense', widths, batch, activation: 'Sigmoid', last: true, digits: false };
}

export const CONVOLUTION: NetworkSpec = { kind: 'convolution', batch: 2 };

export function nameOf(spec: NetworkSpec): string {
  if (spec.kind === 'convolution') return `convolution net 28×28, batch ${spec.batch}`;
  const { widths, activation, batch } = spec;
  const deep = activation === 'Sigmoid' ? `${widths.length - 1} × (Affine 64, Sigmoid)` : widths.join('-');
  return `${deep}, batch ${batch}`;
}

export function parameters(spec: NetworkSpec): number {
  if (spec.kind === 'convolution') return 8 * 25 + 8 + 8 * 12 * 12 * 10 + 10;
  return spec.widths.slice(1).reduce((sum, width, i) => sum + (spec.widths[i] + 1) * width, 0);
}

/**
 * Multiply-adds of strict propagation with no element skipped, one way: an element of a weight moves one column of its layer's
 * result, that column all of the next layer's, and that all of those that follow. Null where this is not the account.
 */
export function strictMultiplyAdds(spec: NetworkSpec): number | null {
  if (spec.kind === 'convolution') return null;
  const { widths, batch } = spec;
  let total = 0;
  for (let i = 0; i + 1 < widths.length; i++) {
    let each = 1;
    if (i + 2 < widths.length) each += widths[i + 2];
    for (let k = i + 2; k + 1 < widths.length; k++) each += widths[k] * widths[k + 1];
    total += (widths[i] + 1) * widths[i + 1] * each * batch;
  }
  return total;
}

/** As a file of this tool. Paths are relative to the folder of the examples. */
export function networkText(spec: NetworkSpec): string {
  const { batch } = spec;
  const layers = spec.kind === 'convolution' ? convolutionLayers() : denseLayers(spec);
  const inputs =
    spec.kind === 'dense' && spec.digits
      ? {
          x: { file: 'data/train-images.idx.gz', rows: [0, batch], scale: 1 / 255 },
          t: { file: 'data/train-labels.idx.gz', rows: [0, batch] },
        }
      : { x: { shape: shapeOf(spec), normal: 1 }, t: labels(spec) };
  return JSON.stringify({ name: 'Measured', seed: 7, inputs, layers });
}

const shapeOf = (spec: NetworkSpec): readonly number[] =>
  spec.kind === 'convolution' ? [spec.batch, 1, 28, 28] : [spec.batch, spec.widths[0]];

function labels(spec: NetworkSpec): object {
  const classes = spec.kind === 'convolution' ? 10 : spec.widths[spec.widths.length - 1];
  return { labels: Array.from({ length: spec.batch }, (_, i) => (7 * i + 3) % classes), classes };
}

function denseLayers({ widths, activation, last, digits }: DenseSpec): readonly object[] {
  const count = widths.length - 1;
  const layers = widths
    .slice(1)
    .flatMap((units, i) => [
      { name: `Affine${i + 1}`, type: 'Affine', units, ...(i === 0 && !digits && { inputs: 'x' }) },
      ...(i + 1 < count || last ? [{ name: `${activation}${i + 1}`, type: activation }] : []),
    ]);
  return [
    ...(digits ? [{ name: 'Flatten1', type: 'Flatten', inputs: 'x' }] : []),
    ...layers,
    { name: 'Loss', type: 'SoftmaxWithLoss', inputs: [`${last ? activation : 'Affine'}${count}`, 't'] },
  ];
}

function convolutionLayers(): readonly object[] {
  return [
    {
      name: 'Convolution1',
      type: 'Convolution',
      inputs: 'x',
      filters: 8,
      kernel: 5,
      params: { b: { normal: 0.1 } },
    },
    { name: 'ReLU1', type: 'ReLU' },
    { name: 'Pooling1', type: 'MaxPooling', size: 2 },
    { name: 'Flatten1', type: 'Flatten' },
    { name: 'Affine1', type: 'Affine', units: 10 },
    { name: 'Loss', type: 'SoftmaxWithLoss', inputs: ['Affine1', 't'] },
  ];
}
