import { describe, expect, it } from 'vitest';
import { layerHints, layerVerdicts, steady } from '../../src/editor/text/layer-marks';
import { faulty } from './faulty';
import { REPORTS, RESULT } from './sample';

describe('the verdict above a layer', () => {
  it('is its cause where it is guilty, once a layer', () => {
    const { report } = faulty();
    const twice = { ...report, faults: [...report.faults, { ...report.faults[0], input: 'b' }] };
    expect(layerVerdicts({ report: twice })).toEqual([
      { layer: 'Affine1', text: "$(error) W's gradient is exactly 2× what it should be.", guilty: true },
    ]);
  });

  it('is its worst element where no cause is known', () => {
    const [{ layer, text, guilty }] = layerVerdicts(RESULT);
    expect([layer, guilty]).toEqual(['Affine1', false]);
    expect(text).toMatch(/^\$\(error\) Affine1\.W: gradient wrong at/);
  });

  it('is not there for what is right, undecided or wrong because of another', () => {
    const tensors = [
      { ...REPORTS.out, status: 'undecided' as const },
      { ...REPORTS.W, inherited: true as const },
      REPORTS.x,
    ];
    expect(layerVerdicts({ report: { ...RESULT.report, tensors } })).toEqual([]);
  });
});

describe('the hint beside a layer', () => {
  it('is the shape of its output', () => {
    expect(layerHints(RESULT, 'shapes').map(({ layer, label }) => [layer, label])).toEqual([
      ['Affine1', '(2, 4)'],
      ['Loss', '()'],
    ]);
  });

  it("has its gradient's norm and verdict on request", () => {
    // sqrt(0.1² + ... + 0.8²)
    const [{ label, tooltip }] = layerHints(RESULT, 'shapesAndGradients');
    expect(label).toBe('(2, 4) ∇ 1.43e+00 ✓');
    expect(tooltip).toBe('Affine1.out (2, 4), |∇| 1.43e+00: gradient agrees');
  });

  it('is always as wide, whatever the number', () => {
    const numbers = [0, 1, 1e-7, 9.999, 123456, 1.2e-300, 5e200, 'NaN', 'Infinity', undefined] as const;
    expect(numbers.map((x) => steady(x).length)).toEqual(numbers.map(() => 8));
    expect(numbers.slice(1, 7).map((x) => Number(steady(x as number)))).toEqual([1, 1e-7, 10, 1.23e5, 1.2e-300, 5e200]);
  });
});
