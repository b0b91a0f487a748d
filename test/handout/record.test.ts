// What a handout holds, it answers to the bit as the check that it was made of; what it does not hold, it says.
import { describe, expect, it } from 'vitest';
import type { Checked } from '../../src/check/checked';
import { answerOf, NotInHandout, tensorOf, type Handout } from '../../src/handout/handout';
import { handoutPage } from '../../src/handout/page';
import { record, type Ask } from '../../src/handout/record';
import type { CheckResult, TensorQuery, TensorView } from '../../src/protocol/messages';
import { decode, encode } from '../../src/protocol/wire';
import { openLayer } from '../../src/session/opening';
import { checkFile } from '../../src/session/session';
import { answerTensor } from '../../src/session/tensors/answer';
import { answerElement } from '../../src/session/tensors/element';
import type { Finished } from '../../src/session/tensors/kept';
import { PRICE, tensorView, viewNode } from '../webview/fixtures';

const WORK = {
  signal: { aborted: false },
  progress: () => undefined,
  breathe: () => Promise.resolve(),
  now: () => 0,
};

const NET = `{ "name": "Net", "seed": 3, "inputs": { "x": { "shape": [6, 8], "normal": 1 }, "t": [0, 1, 2, 0, 1, 2] },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 3 },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine1", "t"] } ] }`;

const rest = { made: { version: '0', at: '2026-01-01T00:00:00.000Z' }, written: null };

async function checkedNet() {
  let finished!: Finished;
  const files = { read: () => Promise.reject(new Error('no files')) };
  const result = await checkFile({ file: 'net.grad.json', text: NET, files }, WORK, (all) => (finished = all));
  if (!result.ok) throw new Error('the network cannot be read');
  const openings = new Map<string, Checked>();
  const about = (inside: string | undefined): Finished =>
    inside === undefined ? finished : { ...finished, checked: openings.get(inside)! };
  const answers = {
    async open({ layer }: { layer: string }) {
      const { view, checked } = await openLayer(finished, layer, WORK);
      openings.set(layer, checked);
      return view;
    },
    tensor: ({ query, inside }: { query: TensorQuery; inside?: string }) => answerTensor(about(inside).checked, query),
    element: ({ query, inside }: { query: { tensor: string; index: number[] }; inside?: string }) =>
      answerElement(about(inside), query),
    path: () => null,
    stepErrors: () => null,
  };
  const ask = ((method: keyof typeof answers, request: never) => Promise.resolve(answers[method](request))) as Ask;
  return { finished, result, ask };
}

describe('a recorded check', async () => {
  const { finished, result, ask } = await checkedNet();
  const recorded = await record(result, {}, ask, () => 0);
  // As it arrives on the page.
  const handout = decode<Handout>(encode({ ...recorded, ...rest }));

  it.each<Omit<TensorQuery, 'tensor'>>([
    { columns: ['value', 'analytic', 'numeric', 'bound', 'difference', 'verdicts'], elements: { from: 2, count: 5 } },
    { columns: ['difference'], elements: { at: [7, 0, 3] } },
    { columns: ['value', 'difference'], elements: { leading: [1] }, worst: 4 },
    { columns: ['analytic'], matrix: { rows: 2, columns: 2 } },
  ])('answers for tensors as the check does: %j', (query) => {
    for (const tensor of ['Affine1.W', 'x', 'Affine1.out']) {
      const asked = { ...query, tensor };
      expect(tensorOf(handout, asked)).toEqual(answerTensor(finished.checked, asked));
    }
  });

  it('has the layers that can be opened, with their tensors', () => {
    expect(Object.keys(handout.layers)).toEqual(['Affine1', 'Loss']);
    const inner = Object.keys(handout.layers.Loss.tensors).find((name) => name.startsWith('Loss/'))!;
    expect(tensorOf(handout, { tensor: inner, columns: ['value'] }).shape.length).toBeGreaterThan(0);
  });

  it('knows the chain rule at elements that one looks at first, and says that it does not know others', () => {
    const [worst] = tensorOf(handout, { tensor: 'Affine1.W', columns: [], worst: 1 }).worst;
    const query = { tensor: 'Affine1.W', index: worst.index };
    expect(answerOf(handout, 'element', { query })).toEqual(answerElement(finished, query));
    const inside = { inside: 'Affine1', query: { tensor: 'Affine1.b', index: [2] } };
    expect(answerOf(handout, 'element', inside)?.steps.length).toBeGreaterThan(0);
    expect(() => answerOf(handout, 'element', { query: { tensor: 'x', index: [9, 9] } })).toThrow(NotInHandout);
    expect(() => tensorOf(handout, { tensor: 'constructor', columns: [] })).toThrow(NotInHandout);
  });

  it('is given up where the numbers of the check are gone', async () => {
    const gone = (() => Promise.resolve(null)) as unknown as Ask;
    await expect(record(result, {}, gone, () => 0)).rejects.toThrow('The numbers of this check are gone');
  });
});

describe('a page of a large network', () => {
  const EXTENT = 100;
  /** As many tensors of 10,000 elements each, and answers as long as those of large graphs. */
  function large(count: number): { result: CheckResult; ask: Ask } {
    const tensors: Record<string, TensorView> = {};
    for (let i = 0; i < count; i++) tensors[`T${i}`] = tensorView(`T${i}`, [EXTENT, EXTENT], 'pass', [1, 2]);
    const nodes = Object.keys(tensors).map((name) => viewNode(name, 'input'));
    const result = { view: { ...PRICE, nodes, edges: [], tensors }, report: { network: 'Large' } };
    const numbers = Float64Array.from({ length: EXTENT * EXTENT }, Math.random);
    const elements = { value: numbers, analytic: numbers, numeric: numbers, bound: numbers, verdicts: numbers };
    const ask = (method: string) =>
      Promise.resolve(method === 'tensor' ? { elements, worst: [] } : { long: 'x'.repeat(50_000) });
    return { result: result as unknown as CheckResult, ask: ask as unknown as Ask };
  }

  it('keeps below 8 MB, and names what it left out', async () => {
    const { result, ask } = large(400);
    const recorded = await record(result, {}, ask, () => 0);
    const kept = Object.keys(recorded.tensors);
    expect(kept.length).toBeGreaterThan(5);
    expect([...kept, ...recorded.leftOut].sort()).toEqual(Object.keys(result.view.tensors).sort());
    const page = await handoutPage({ ...recorded, ...rest }, { script: '', style: '', engine: '' });
    expect(page.length).toBeLessThan(8_000_000);
    expect(() => tensorOf({ ...recorded, ...rest }, { tensor: recorded.leftOut[0], columns: [] })).toThrow('too large');
  });

  it('is ready after a while, however long an answer takes', async () => {
    const { result, ask } = large(40);
    let time = 0;
    const { answers } = await record(result, {}, ask, () => (time += 1000));
    expect(Object.keys(answers).length).toBeLessThan(20);
  });
});
