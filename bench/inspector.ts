// The graph inspector under load: how soon a large network is drawn, and what a frame costs the main thread at pan and
// zoom. `npx tsx bench/inspector.ts [layers]` prints a line for each measurement; run it on a quiet machine.
import type { Page } from 'playwright-core';
import { grouped, scalars, unchecked } from '../test/editor/harness/panel/large';
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

async function drawnAfter(panel: Panel, text: string): Promise<void> {
  const result = await unchecked(text);
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
