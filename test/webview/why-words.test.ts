// What the panel says of an element's numbers, and what it plots of them.
import { describe, expect, it } from 'vitest';
import type { ElementAnswer, StepErrorsAnswer } from '../../src/protocol/messages';
import { seriesOf } from '../../src/webview/why/plot';
import { amongSlopes, describeSteps, judgement } from '../../src/webview/why/sentences';

const element = (more: Partial<ElementAnswer>) =>
  ({ analytic: 2, numeric: 1, bound: 1e-9, tolerance: 1e-6, verdict: 'fail', ...more }) as ElementAnswer;

const point = (h: number, error: number, switched = false) => ({ h, slope: 1 + error, error, switched });

const ANSWER: StepErrorsAnswer = {
  tensor: 'x',
  index: [],
  reference: 1,
  bound: 1e-15,
  points: [point(1e-1, 2e-3), point(1e-3, 2e-7), point(1e-5, 3e-11), point(1e-7, 1e-9)],
  truncation: 0.2,
  rounding: 1e-16,
  own: { h: 1e-11, carried: true },
};

describe('what is said of a verdict', () => {
  it.each([
    [element({}), /bound taken off.*more than the tolerance/],
    [element({ analytic: 1, verdict: 'pass' }), /bound added.*within the tolerance/],
    [element({ verdict: 'undecided' }), /leaves open/],
    [element({ verdict: 'kink' }), /any slope between/],
    [element({ analytic: NaN }), /the analytic one is none/],
    [element({ numeric: NaN, verdict: 'undecided' }), /no numerical gradient/],
    [element({ numeric: null, verdict: null }), /not checked/],
    [element({ analytic: null }), /not differentiated/],
  ])('%#', (answer, words) => expect(judgement(answer)).toMatch(words));

  it.each([
    [0, 'the slope to the left'],
    [1, 'the slope to the right'],
    [0.5, 'the mean'],
    [0.3, 'between'],
    [1.2, 'outside'],
  ])('puts an analytic value of %d among slopes of 0 and 1', (analytic, words) =>
    expect(amongSlopes(analytic, [0, 1], 1e-9)).toContain(words),
  );
});

describe('what is said of errors by step', () => {
  const say = (more: Partial<StepErrorsAnswer>, kinked = false) =>
    describeSteps({ ...ANSWER, ...more }, kinked).join(' ');

  it('names the best step, both slopes, and how the check did it', () => {
    expect(say({})).toMatch(/best at h = 1e-5, off by 3e-11\. .*0\.2 · h².*1e-16 \/ h.*carried.*30000 times less/);
  });

  it('leaves out what the points do not tell', () => {
    expect(say({ truncation: null })).not.toContain('h²');
    expect(say({ rounding: null })).not.toContain('1/h');
    expect(say({ own: null })).toContain('from others, without a step of its own');
    expect(say({ own: { h: 1e-4, carried: false } })).toContain('took h = 0.0001, and other steps');
    expect(say({ own: null, bound: null })).not.toContain('check');
  });

  it('tells of switches, kinks, exact differences, and of no reference', () => {
    expect(say({ points: [point(1e-1, 0.3, true), ...ANSWER.points.slice(1)] })).toContain('From h = 0.1 on a switch');
    expect(say({ points: [point(1e-1, 0.5, true), point(1e-3, 0.5, true)] }, true)).toMatch(/no step helps.*0\.5 away/);
    expect(say({ points: [point(1e-1, 0), point(1e-3, 0)] })).toContain('exact at every step');
    expect(say({ reference: null, points: [point(1e-1, NaN)] })).toContain('not checked');
  });
});

describe('what is plotted', () => {
  it('puts everything on one axis of steps, from the smallest on', () => {
    const { steps, errors, own, truncation, rounding, analytic, range } = seriesOf(ANSWER, 1e-3);
    expect(steps).toEqual([1e-11, 1e-7, 1e-5, 1e-3, 1e-1]);
    expect(errors).toEqual([null, 1e-9, 3e-11, 2e-7, 2e-3]);
    expect(own).toEqual([1e-15, null, null, null, null]);
    expect(truncation[4]! / 2e-3).toBeCloseTo(1, 12);
    expect(rounding[0]! / 1e-5).toBeCloseTo(1, 12);
    expect(analytic).toEqual(steps.map(() => 1e-3));
    expect(range[0]).toBeLessThanOrEqual(1e-15);
    expect(range[1]).toBeCloseTo(1e-2, 12);
  });

  it('draws no error at all at the lower end, and errors across a switch apart', () => {
    const points = [point(1e-1, 0.25, true), point(1e-3, 0), point(1e-5, 1e-9)];
    const { errors, switched, range } = seriesOf({ ...ANSWER, points, own: null, bound: null }, null);
    expect(errors).toEqual([1e-9, range[0], null]);
    expect(switched).toEqual([null, null, 0.25]);
  });
});
