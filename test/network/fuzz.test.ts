// Ten thousand broken networks: each ends in mistakes with places or in a network that runs; nothing throws or hangs.
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { expect, it } from 'vitest';
import { randomStream } from '../../src/engine/random';
import { NodeError, backward, forward } from '../../src/engine/run';
import { sizeOf } from '../../src/engine/tensor';
import { readNetwork } from '../../src/network';
import type { Mistake, Network } from '../../src/network/types';
import { messageOf } from '../../src/session/prose';
import { folderAccess } from './folder';
import { mutateText, mutateTree, tokensOf } from './mutate';

const RUNS = 10_000;
const SLOWEST_MS = 5_000;
const FIXTURES = path.join(import.meta.dirname, 'fixtures');
const EXAMPLES = path.join(import.meta.dirname, '../../examples');
/** Reading and both passes are cheap below this. */
const RUNNABLE = 20_000;

const textsOf = (folder: string): string[] =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.grad.json'))
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))
    .filter((text) => !text.includes('data/train'));

/** Files are read from the disk once. */
function remembered(): ReturnType<typeof folderAccess> {
  const disk = folderAccess(path.join(FIXTURES, 'good'));
  const contents = new Map<string, Promise<Uint8Array>>();
  return {
    read(name) {
      const content = contents.get(name) ?? disk.read(name);
      contents.set(name, content);
      return content;
    },
  };
}

function run({ graph, cotangent }: Network): void {
  const size = graph.values.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (size > RUNNABLE) return;
  try {
    backward(graph, forward(graph), cotangent);
  } catch (error) {
    // Values that an op cannot work on are told with the node.
    if (!(error instanceof NodeError)) throw error;
  }
}

/** What is wrong with a list of mistakes; nothing, if it is as promised. */
function faultOf(mistakes: readonly Mistake[], text: string): string | null {
  const lines = text.split(/\r\n|\r|\n/);
  if (mistakes.length === 0) return 'no mistake';
  let before = { line: 0, column: 0 };
  for (const mistake of mistakes) {
    const { line, column, endLine, endColumn } = mistake.span;
    const inside = (l: number, c: number): boolean =>
      l >= 1 && l <= lines.length && c >= 1 && c <= lines[l - 1].length + 1;
    if (!inside(line, column) || !inside(endLine, endColumn)) return `outside: ${JSON.stringify(mistake)}`;
    if (line < before.line || (line === before.line && column < before.column)) return 'not in the order of the text';
    if (/undefined|\[object|NaN, |: null/.test(messageOf(mistake))) return messageOf(mistake);
    before = mistake.span;
  }
  return null;
}

it(`${RUNS} mutated networks each end in placed mistakes or in a network that runs`, async () => {
  const right = [...textsOf(path.join(FIXTURES, 'good')), ...textsOf(EXAMPLES)];
  const tokens = [...right, ...textsOf(path.join(FIXTURES, 'bad'))].map(tokensOf);
  const trees = right.map((text) => parse(text, [], { allowTrailingComma: true }) as unknown);
  const files = remembered();
  const random = randomStream(2, 'fuzz');
  const outcomes = { read: 0, refused: 0 };
  for (let i = 0; i < RUNS; i++) {
    const text =
      i % 2 === 0
        ? mutateTree(trees[random.below(trees.length)], trees, random)
        : mutateText(tokens[random.below(tokens.length)], tokens, random);
    const started = performance.now();
    try {
      const reading = await readNetwork(text, files);
      if (reading.ok) run(reading.network);
      else expect(faultOf(reading.mistakes, text)).toBeNull();
      outcomes[reading.ok ? 'read' : 'refused']++;
      expect(performance.now() - started).toBeLessThan(SLOWEST_MS);
    } catch (error) {
      throw new Error(`mutant ${i}:\n${text}`, { cause: error });
    }
  }
  expect(outcomes.read).toBeGreaterThan(RUNS / 20);
  expect(outcomes.refused).toBeGreaterThan(RUNS / 2);
}, 180_000);
