// The graph inspector under load: how soon a large network is drawn, and what a frame costs the main thread at pan and
// zoom. `npx tsx bench/inspector.ts [layers]` prints a line for each measurement; run it on a quiet machine.
import type { Page } from 'playwright-core';
import type { Value } from '../src/engine/graph';
import { backward, forward } from '../src/engine/run';
import { readNetwork } from '../src/network';
import type { CheckReport, SessionResult, TensorReport } from '../src/protocol/messages';
import { graphView } from '../src/session/view';
import { Panel } from '../test/editor/harness/panel/panel';

/** As a trace has it; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

const FRAMES = 120;

/** Scalars that are used again further on, so that the graph is no mere chain. */
function scalars(count: number): string {
  const layers = Array.from({ length: count - 1 }, (_, i) => {
    const before = i === 0 ? 'x' : `n${i - 1}`;
    const earlier = i < 8 ? 'x' : `n${i - 2 - ((i * 7) % 6)}`;
    return i % 2 === 0
      ? { name: `n${i}`, type: 'Tanh', inputs: before }
      : { name: `n${i}`, type: 'Add', inputs: [before, earlier] };
  });
  return JSON.stringify({ name: 'Large', inputs: { x: 0.5 }, layers });
}

/** Layers that are written as expressions of many nodes each. */
function grouped(layers: number, nodes: number): string {
  let forward = 'x';
  for (let i = 0; i < nodes; i += 2) forward = `tanh(${forward} + ${(i + 1) / 100})`;
  return JSON.stringify({
    name: 'Grouped',
    inputs: { x: 0.5 },
    layers: Array.from({ length: layers }, (_, i) => ({
      name: `L${i}`,
      type: 'Expression',
      forward: i === 0 ? forward : forward.replaceAll('x', `L${i - 1}`),
    })),
  });
}

/** A result without a check, which is not what is measured here: the numerical gradient is the analytic one. */
async function resultOf(text: string): Promise<SessionResult> {
  const reading = await readNetwork(text, { read: () => Promise.reject(new Error('there are no files')) });
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  const { network } = reading;
  const tape = forward(network.graph);
  const gradients = backward(network.graph, tape, network.cotangent);
  const reports = network.graph.values.filter(({ role }) => role !== 'constant').map(reportOf);
  const numericOf = (id: number): ArrayLike<number> | null => gradients[id]?.data ?? null;
  const view = graphView(network, { tape, gradients, numericOf, reports }, {});
  const report: CheckReport = {
    version: 1,
    network: network.name,
    file: 'large.grad.json',
    status: 'pass',
    loss: 0,
    seed: 0,
    dtype: 'float64',
    method: 'auto',
    elapsedMs: 0,
    tensors: reports,
    faults: [],
    warnings: [],
  };
  const { mentions } = network;
  return { ok: true, report, view, mentions, layerSpans: {}, ties: [] };
}

function reportOf({ name, role, shape }: Value): TensorReport {
  const numbers = { maxRelError: 0, maxAbsError: 1e-17, meanAbsError: 0, gradNorm: 1, boundMax: 1e-12 };
  const counts = { elements: 1, checked: 1, failed: 0, kinks: 0, undecided: 0 };
  const layer = name.split(/[./]/, 1)[0];
  return {
    name,
    role: role as TensorReport['role'],
    layer: layer === name ? null : layer,
    shape,
    status: 'pass',
    method: 'central',
    ...counts,
    ...numbers,
    worst: null,
  };
}

async function drawnAfter(panel: Panel, text: string): Promise<void> {
  const result = await resultOf(text);
  await panel.page.evaluate(`
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ entryTypes: ['longtask'] });`);
  const since = Date.now();
  await panel.show(result);
  await panel.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const drawn = await panel.page.locator('[data-node]').count();
  const longest = await panel.page.evaluate<number>('window.longest');
  const heap = await panel.page.evaluate<number>('performance.memory.usedJSHeapSize');
  const nodes = result.ok ? result.view.nodes.length : 0;
  console.log(
    `${nodes} nodes: ${Date.now() - since} ms to the first picture (${drawn} drawn), longest task ${Math.round(longest)} ms, heap ${Math.round(heap / 2 ** 20)} MB`,
  );
}

async function frames(panel: Panel, what: string, move: (page: Page, frame: number) => Promise<void>): Promise<void> {
  const { page } = panel;
  await page
    .context()
    .browser()!
    .startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'] });
  for (let frame = 0; frame < FRAMES; frame++) {
    await move(page, frame);
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
  const trace = JSON.parse((await page.context().browser()!.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const costs = costsOf(trace.traceEvents).sort((a, b) => a - b);
  const at = (part: number): string => (costs[Math.floor((costs.length - 1) * part)] / 1000).toFixed(1);
  console.log(
    `${what}: ${costs.length} frames, main thread ${at(0.5)} ms median, ${at(0.95)} ms at 95 %, ${at(1)} ms most`,
  );
}

/** The main thread's work in each frame, between one commit to the compositor and the next. */
function costsOf(events: readonly TraceEvent[]): number[] {
  const starts = events.filter(({ name }) => name === 'Commit');
  const counts = new Map<string, number>();
  for (const { pid, tid } of starts) counts.set(`${pid} ${tid}`, (counts.get(`${pid} ${tid}`) ?? 0) + 1);
  const [main] = [...counts].sort(([, a], [, b]) => b - a)[0];
  const isMain = ({ pid, tid }: TraceEvent): boolean => `${pid} ${tid}` === main;
  const times = starts.filter(isMain).map(({ ts }) => ts);
  const tasks = events.filter((event) => isMain(event) && event.ph === 'X' && isTask(event.name));
  return times.slice(0, -1).map((from, i) => {
    const inside = tasks.filter(({ ts }) => ts >= from && ts < times[i + 1]);
    return inside.reduce((sum, { dur = 0 }) => sum + dur, 0);
  });
}

const isTask = (name: string): boolean => name === 'RunTask';

async function measure(text: string): Promise<void> {
  const panel = await Panel.open({ width: 1400, height: 900 });
  await drawnAfter(panel, text);
  await panel.page.mouse.move(700, 300);
  await panel.page.mouse.down();
  await frames(panel, '  pan, the whole in view', (page, frame) =>
    page.mouse.move(700 + 200 * Math.sin(frame / 10), 300 + 100 * Math.cos(frame / 10)),
  );
  await panel.page.mouse.up();
  await frames(panel, '  zoom', (page, frame) => page.mouse.wheel(0, frame < FRAMES / 2 ? -40 : 40));
  for (let i = 0; i < 12; i++) await panel.page.getByRole('button', { name: 'Zoom in' }).click();
  await panel.page.waitForTimeout(500);
  await panel.page.mouse.move(700, 300);
  await panel.page.mouse.down();
  await frames(panel, '  pan, numbers in view', (page, frame) =>
    page.mouse.move(700 + 300 * Math.sin(frame / 10), 300 + 100 * Math.cos(frame / 10)),
  );
  await panel.page.mouse.up();
  await panel.close();
}

const count = Number(process.argv[2] ?? 1000);
await measure(scalars(count));
await measure(grouped(100, 34));
