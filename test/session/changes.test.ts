// What is different between two checks.
import { describe, expect, it } from 'vitest';
import { areSame, changesBetween, snapshotOf } from '../../src/session/changes';
import { DOUBLED, MLP, finished } from './tensors/networks';

const snapshot = async (text: string) => snapshotOf((await finished(text)).checked);

describe('changes', () => {
  it('are none between two checks of the same numbers', async () => {
    const [then, now] = [await snapshot(MLP), await snapshot(`${MLP} // again`)];
    expect(areSame(then, now)).toBe(true);
    expect(changesBetween(then, now, 'edit')).toMatchObject({ tensors: {} });
  });

  it('are of the tensors that an edit has moved, and by how much', async () => {
    const [then, now] = [await snapshot(DOUBLED), await snapshot(DOUBLED.replace('2 * dout', 'dout'))];
    expect(areSame(then, now)).toBe(false);
    const { tensors, loss } = changesBetween(then, now, 'edit');
    expect(loss.from).toBe(loss.to);
    // The gradient of x was 6 x² + 1, and is 3 x² + 1.
    const [wrong, right] = [
      [7, 25, 55, 97],
      [4, 13, 28, 49],
    ];
    const norm = (v: readonly number[]): number => Math.hypot(...v);
    expect(Object.keys(tensors)).toEqual(['x']);
    expect(tensors.x).toMatchObject({
      kind: 'moved',
      status: { from: 'fail', to: 'pass' },
      value: { elements: 0, by: 0 },
      gradient: { elements: 4 },
    });
    const { gradient } = tensors.x as Extract<typeof tensors.x, { kind: 'moved' }>;
    expect(gradient!.from).toBeCloseTo(norm(wrong), 10);
    expect(gradient!.to).toBeCloseTo(norm(right), 10);
    expect(gradient!.by).toBeCloseTo(norm([3, 12, 27, 48]), 10);
    const product = wrong.reduce((sum, w, i) => sum + w * right[i], 0);
    expect(gradient!.cosine).toBeCloseTo(product / (norm(wrong) * norm(right)), 12);
  });

  it('tell new tensors from those of another shape', async () => {
    const [then, now] = [
      await snapshot(MLP),
      await snapshot(MLP.replace('"units": 5', '"units": 6').replace('Affine2', 'Last').replace('"Affine2"', '"Last"')),
    ];
    const { tensors } = changesBetween(then, now, 'baseline');
    expect(tensors['Affine1.W']).toEqual({ kind: 'reshaped', from: [4, 5] });
    expect(tensors['Last.W']).toEqual({ kind: 'added' });
    expect(tensors).not.toHaveProperty('x.from');
  });
});
