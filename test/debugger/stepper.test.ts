// Steps of a network: their order, moves among them, and how far gradients have come at each.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTime, stepAt, type Position, type Program, type Step } from '../../src/debugger/program';
import { into, out, over, run, start, timeline } from '../../src/debugger/stepper';
import { isComputed, shareOf } from '../../src/debugger/progress';
import { gradientSoFar, programOf } from '../../src/debugger/trace';
import { DOUBLED, FLIPPED, MLP, anyNetwork, finished } from './networks';

const transcript = (program: Program): string[] =>
  [...timeline(program)].map((at) => {
    const { name, type, pulls, outputs } = stepAt(program, at);
    const given = at.pass === 'forward' ? outputs : pulls;
    const indent = at.inner === null ? '' : '  ';
    return `${indent}${at.pass} ${name} ${type}`.trimEnd() + ` > ${given.map(({ tensor }) => tensor).join(', ')}`;
  });

describe('a program', () => {
  it('goes forward through the layers, then backward', async () => {
    expect(transcript(programOf(await finished(MLP)))).toEqual([
      'forward Affine1 Affine > Affine1.out',
      'forward Relu1 ReLU > Relu1.out',
      'forward Affine2 Affine > Affine2.out',
      'forward Loss SoftmaxWithLoss > Loss.out',
      'backward Loss SoftmaxWithLoss > Affine2.out',
      'backward Affine2 Affine > Affine2.W, Affine2.b, Relu1.out',
      'backward Relu1 ReLU > Affine1.out',
      'backward Affine1 Affine > Affine1.W, Affine1.b, x',
    ]);
  });

  it('has the nodes of a layer of expressions inside, and the gradients that are written for it', async () => {
    const all = programOf(await finished(FLIPPED));
    const swish = transcript(all).filter((line) => /^ {2}|ard Swish1/.test(line));
    expect(swish).toEqual([
      '  forward mul1 Mul > Swish1/mul1.out',
      '  forward exp1 Exp > Swish1/exp1.out',
      '  forward add1 Add > Swish1/add1.out',
      '  forward s Div > Swish1/s.out',
      '  forward out Mul > Swish1.out',
      'forward Swish1 Swish > Swish1.out',
      '  backward dx > Affine1.out',
      'backward Swish1 Swish > Affine1.out',
    ]);
    expect(all.backward[1].inside[0].span).toMatchObject({ line: 7 });
  });

  it('survives being sent to another thread', async () => {
    const program = programOf(await finished(FLIPPED));
    expect(structuredClone(program)).toEqual(program);
  });

  it('computes nothing before what it is computed from, and pulls at nothing before its own gradient is whole', () =>
    fc.assert(
      fc.asyncProperty(anyNetwork, async (text) => {
        const program = programOf(await finished(text));
        const takes = ({ inputs, params }: Step) => [...inputs, ...params].map(({ tensor }) => tensor);
        for (const at of timeline(program)) {
          const step = stepAt(program, at);
          for (const tensor of takes(step)) expect(isComputed(program, at, tensor)).toBe(true);
          if (at.pass === 'forward' || at.inner !== null) continue;
          for (const { tensor } of step.outputs) {
            const { done, of } = shareOf(program, at, tensor);
            expect(`${step.name}: ${tensor} ${done}`).toBe(`${step.name}: ${tensor} ${of}`);
          }
        }
      }),
      { numRuns: 40 },
    ));
});

describe('moves', () => {
  const everywhere = async (text: string): Promise<[Program, Position[]]> => {
    const program = programOf(await finished(text));
    return [program, [...timeline(program)]];
  };

  it('back is the inverse of on wherever both stay on one level', () =>
    fc.assert(
      fc.asyncProperty(anyNetwork, async (text) => {
        const [program, positions] = await everywhere(text);
        for (const at of positions) {
          const next = over(program, at, 'on');
          const before = over(program, at, 'back');
          if (next && (next.inner === null) === (at.inner === null)) expect(over(program, next, 'back')).toEqual(at);
          if (before && (before.inner === null) === (at.inner === null))
            expect(over(program, before, 'on')).toEqual(at);
        }
      }),
      { numRuns: 40 },
    ));

  it('always goes on or back in time, and out of a layer undoes into it', () =>
    fc.assert(
      fc.asyncProperty(anyNetwork, async (text) => {
        const [program, positions] = await everywhere(text);
        for (const at of positions) {
          const [next, before, inside] = [over(program, at, 'on'), over(program, at, 'back'), into(program, at)];
          if (next) expect(inTime(next, at)).toBeGreaterThan(0);
          if (before) expect(inTime(before, at)).toBeLessThan(0);
          if (inside) expect(out(inside)).toEqual(at);
        }
      }),
      { numRuns: 40 },
    ));

  it('steps over every layer once in each pass, from the start to the end', async () => {
    const [program] = await everywhere(FLIPPED);
    const seen: string[] = [];
    for (let at: Position | null = start(); at; at = over(program, at, 'on'))
      seen.push(`${at.pass} ${stepAt(program, at).name}`);
    expect(seen).toEqual([
      ...['Affine1', 'Swish1', 'Total'].map((name) => `forward ${name}`),
      ...['Total', 'Swish1', 'Affine1'].map((name) => `backward ${name}`),
    ]);
  });

  it('runs to the next position that holds it up, either way, and past the end to none', async () => {
    const [program] = await everywhere(FLIPPED);
    const atSwish = (at: Position) => Promise.resolve(stepAt(program, at).name === 'Swish1' ? at.pass : null);
    const first = await run(program, start(), 'on', atSwish);
    expect(first?.hit).toBe('forward');
    const second = await run(program, first!.at, 'on', atSwish);
    expect(second?.hit).toBe('backward');
    expect(await run(program, second!.at, 'on', atSwish)).toBeNull();
    expect(await run(program, second!.at, 'back', atSwish)).toEqual(first);
    expect(await run(program, null, 'on', atSwish)).toEqual(first);
  });
});

describe('a gradient on its way', () => {
  const last = (program: Program): Position => [...timeline(program)].at(-1)!;

  it('ends as the very bits of the backward pass', () =>
    fc.assert(
      fc.asyncProperty(anyNetwork, async (text) => {
        const all = await finished(text);
        const end = last(programOf(all));
        for (const { id } of all.checked.graph.values) {
          const whole = all.checked.gradients[id];
          if (whole) expect(gradientSoFar(all, end, id)).toEqual(whole);
        }
      }),
      { numRuns: 40 },
    ));

  it('has of a value that is used twice first what the last use adds', async () => {
    const all = await finished(DOUBLED);
    const program = programOf(all);
    const x = all.checked.graph.values.find(({ name }) => name === 'x')!;
    const sum: Position = { pass: 'backward', step: 1, inner: null };
    expect(stepAt(program, sum).name).toBe('Sum1');
    expect(shareOf(program, sum, 'x')).toEqual({ done: 1, of: 2 });
    expect([...gradientSoFar(all, sum, x.id).data]).toEqual([1, 1, 1, 1]);
    // Twice 3 x² and 1.
    expect([...gradientSoFar(all, last(program), x.id).data]).toEqual([7, 25, 55, 97]);
  });
});
