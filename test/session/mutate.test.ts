// How a network's check is scored, from its text.

import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesBeside } from '../../src/platform/node/files';
import { mutateFile, type MutationReport } from '../../src/session/mutate';
import { Cancelled, type Work } from '../../src/session/types';

const unattended = (aborted = false): Work => ({
  signal: { aborted },
  progress: () => {},
  now: () => performance.now(),
  breathe: () => Promise.resolve(),
});

async function scored(text: string, settings = {}): Promise<MutationReport> {
  const ask = { file: 'n.grad.json', text, files: filesBeside('examples/n.grad.json'), settings };
  const report = await mutateFile(ask, unattended());
  if (report.status === 'error') throw new Error(JSON.stringify(report.errors));
  return report;
}

const example = (name: string): string => fs.readFileSync(`examples/${name}.grad.json`, 'utf8');

describe('the score of a check', () => {
  it('is all but one of the known bugs for the two-layer net, whose own loss cannot show that its dout is ignored', async () => {
    const { score, caught, missed, equivalent, mutants, layers } = await scored(example('two-layer'), { sample: 50 });
    expect(mutants.filter(({ outcome }) => outcome !== 'caught')).toEqual([
      {
        layer: 'Loss',
        type: 'SoftmaxWithLoss',
        operand: 'x',
        tensor: 'Affine2.out',
        code: 'upstream-ignored',
        outcome: 'equivalent',
        reason: 'unit-cotangent',
      },
    ]);
    expect(score).toBe(caught / (caught + missed + equivalent));
    expect(caught).toBe(mutants.length - 1);
    expect(layers.map(({ layer }) => layer)).toEqual(['Flatten1', 'Affine1', 'Relu1', 'Affine2', 'Loss']);
  });

  it('is the same each time', async () => {
    const ask = (): Promise<MutationReport> => scored(example('batch-norm-dropout'));
    const [first, second] = [await ask(), await ask()];
    expect({ ...first, elapsedMs: 0 }).toEqual({ ...second, elapsedMs: 0 });
  });

  it('is lower with a batch of one', async () => {
    const [one, three] = [await scored(example('affine')), await scored(example('affine-batch'))];
    expect(one.score).toBe(16 / 20);
    expect(three.score).toBe(1);
  });

  it('is there for the terms of a normalisation and for masks', async () => {
    const { mutants } = await scored(example('batch-norm-dropout'));
    const caught = mutants.filter(({ outcome }) => outcome === 'caught').map(({ layer, code }) => `${layer} ${code}`);
    expect(caught).toEqual(
      expect.arrayContaining([
        'BatchNorm1 batchnorm-mean-term',
        'BatchNorm1 batchnorm-variance-term',
        'Dropout1 dropout-scale',
        'Dropout1 dropout-fresh-mask',
        'Dropout1 mask-omitted',
        'Relu1 mask-inverted',
        'Loss softmax-target-missing',
        'Loss not-divided-by-batch',
        'Loss divided-by-size',
      ]),
    );
  });

  it('is not computed for a file that cannot be read', async () => {
    const ask = { file: 'n.grad.json', text: '{', files: filesBeside('.') };
    expect(await mutateFile(ask, unattended())).toMatchObject({ status: 'error' });
  });

  it('is given up where the work is cancelled', async () => {
    const ask = { file: 'n.grad.json', text: example('affine'), files: filesBeside('.') };
    await expect(mutateFile(ask, unattended(true))).rejects.toBeInstanceOf(Cancelled);
  });
});
