// What is said of wrong gradients before the layers are examined.
import { expect, it } from 'vitest';
import { checkFile } from '../../src/session/session';
import type { CheckResult, SessionResult } from '../../src/session/types';

/** A chain of hand-written layers x → a → b → y; those named have a backward pass that is wrong. */
function chain(...wrong: readonly string[]): string {
  const type = (name: string): string =>
    `"${name.toUpperCase()}": { "inputs": ["x"], "forward": "x * 2", "backward": { "x": "dout * ${wrong.includes(name) ? 3 : 2}" } }`;
  const names = ['a', 'b', 'y'];
  return `{ "layerTypes": { ${names.map(type).join(', ')} }, "inputs": { "x": [1, 2, 3] },
    "layers": [ ${names.map((name, i) => `{ "name": "${name}", "type": "${name.toUpperCase()}", "inputs": "${['x', 'a', 'b'][i]}" }`).join(', ')} ] }`;
}

async function bothOf(text: string): Promise<{ early: readonly CheckResult[]; last: SessionResult }> {
  const early: CheckResult[] = [];
  const files = { read: () => Promise.reject(new Error('no such file')) };
  const work = {
    signal: { aborted: false },
    progress: () => {},
    now: () => performance.now(),
    breathe: () => Promise.resolve(),
    early: (result: CheckResult) => void early.push(result),
  };
  return { last: await checkFile({ file: 'n.grad.json', text, files }, work), early };
}

const guilty = ({ report }: SessionResult | CheckResult): unknown =>
  report.status === 'error' ? report : report.faults.map(({ layer, input, tensor }) => [layer, input, tensor]);

it.each([[['a']], [['b']], [['y']]])('names %s, as the examination does', async (wrong) => {
  const { early, last } = await bothOf(chain(...wrong));
  expect(early).toHaveLength(1);
  expect(early[0].early).toBe(true);
  expect(guilty(early[0])).toEqual(guilty(last));
  expect(early[0].report.status).toBe('fail');
  const inherited = ({ report }: CheckResult): string[] =>
    report.tensors.filter((tensor) => tensor.inherited).map(({ name }) => name);
  expect(last.ok && inherited(early[0])).toEqual(last.ok && inherited(last));
});

it('names of two only the one that inherits from nobody', async () => {
  const { early } = await bothOf(chain('a', 'y'));
  expect(guilty(early[0])).toEqual([['y', 'x', 'b.out']]);
});

it('says nothing early where nothing is wrong', async () => {
  expect((await bothOf(chain())).early).toEqual([]);
});
