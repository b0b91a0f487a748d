// The panel in a real browser, under the editor's content security policy, with the session behind it in this process.
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Checked } from '../../../../src/check/checked';
import type {
  ElementAnswer,
  InspectorMethods,
  Override,
  PanelMessage,
  SaveRequest,
  SessionResult,
  WhatIfAnswer,
} from '../../../../src/protocol/messages';
import { Rpc } from '../../../../src/protocol/rpc';
import { pack } from '../../../../src/protocol/wire';
import { openLayer } from '../../../../src/session/opening';
import { checkFile } from '../../../../src/session/session';
import { answerTensor } from '../../../../src/session/tensors/answer';
import { answerElement } from '../../../../src/session/tensors/element';
import { pathOf } from '../../../../src/session/tensors/path';
import { stepErrors } from '../../../../src/session/tensors/step-errors';
import type { Finished } from '../../../../src/session/tensors/kept';
import type { Ask, Work } from '../../../../src/session/types';
import { checkWhatIf } from '../../../../src/session/what-if/check';
import { drive } from '../../../../src/session/work';
import { errorsIn } from '../page-errors';
import { ROOT } from '../root';
import { launchBrowser } from '../workbench';
import { panelScript } from './bundle';
import { themeStyle, type ThemeName } from './themes';

const ORIGIN = 'http://panel.test';
const NONCE = 'abc123';
const POLICY = `default-src 'none'; style-src ${ORIGIN}; img-src ${ORIGIN} data:; script-src 'nonce-${NONCE}'; worker-src blob:`;
const SCREENSHOTS = path.join(ROOT, '.cache/screenshots');

/** What the editor gives its panels. As text: runners put helpers into functions that the page does not know. */
const EDITOR_API = `window.acquireVsCodeApi = () => ({
  postMessage: (message) => window.toHost(message),
  getState: () => JSON.parse(sessionStorage.getItem('state')),
  setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
});`;

const WORK: Work = {
  signal: { aborted: false },
  progress: () => undefined,
  breathe: () => Promise.resolve(),
  now: () => performance.now(),
};

/** A browser window that shows the panel. */
export class Panel {
  readonly asked: unknown[] = [];
  readonly saved: SaveRequest[] = [];
  readonly errors: readonly string[];
  private listener: (message: unknown) => void = () => undefined;
  private finished: Finished | null = null;
  private readonly openings = new Map<string, Checked>();
  /** The network that was read last. */
  private ask: Ask | null = null;

  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
  ) {
    this.errors = errorsIn(page);
    new Rpc<Record<never, never>, InspectorMethods, never>(
      {
        // A page that is loaded anew has no use for what the one before has asked.
        post: (message) => void this.send(message).catch(unlessGone),
        onMessage: (listener) => (this.listener = listener),
        close: () => undefined,
      },
      {
        save: (request) => this.saved.push(request) > 0,
        open: async ({ layer }) => {
          const { view, checked } = await openLayer(this.finished!, layer, WORK);
          this.openings.set(layer, checked);
          return view;
        },
        element: ({ query, inside }) => answerElement(this.about(inside), query),
        stepErrors: ({ query, inside }) => drive(stepErrors(this.about(inside), query), WORK, () => undefined),
        path: ({ query, inside }) => drive(pathOf(this.about(inside), query), WORK, () => undefined),
        tensor: ({ query, inside }) => answerTensor(this.about(inside).checked, query),
        whatIf: ({ overrides }) => this.suppose(overrides),
        // Writing is the editor's.
        writeBack: () => ({ kind: 'refused', message: 'there is no editor' }),
      },
    );
  }

  static async open(
    options: { theme?: ThemeName; width?: number; height?: number; reducedMotion?: 'reduce' } = {},
  ): Promise<Panel> {
    const { theme = 'light', width = 1200, height = 760, reducedMotion = null } = options;
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion });
    const panel = new Panel(page, browser);
    const script = await panelScript();
    await page.exposeFunction('toHost', (message: { type: string }) => {
      panel.asked.push(message);
      panel.listener(message);
    });
    await page.addInitScript(EDITOR_API);
    const files: Record<string, [string, string]> = {
      '/': ['text/html', htmlOf()],
      '/webview.js': ['text/javascript', script],
      '/inspector.css': ['text/css', fs.readFileSync(path.join(ROOT, 'media/inspector.css'), 'utf8')],
      '/theme.css': ['text/css', themeStyle(theme)],
    };
    await page.route(`${ORIGIN}/**`, (route) => {
      const [contentType, body] = files[new URL(route.request().url()).pathname] ?? ['text/plain', ''];
      return route.fulfill({ contentType, body });
    });
    await page.goto(`${ORIGIN}/`);
    return panel;
  }

  async send(message: unknown): Promise<void> {
    await this.page.evaluate((packed) => window.postMessage(packed, '*'), pack(message));
  }

  /** Checks a network and shows the result; ready when the graph is drawn. */
  async check(text: string, file?: string, folder?: string): Promise<SessionResult> {
    const result = await this.read(text, file, folder);
    await this.show(result);
    return result;
  }

  /** Checks a network that is to be shown. */
  read(text: string, file = 'network.grad.json', folder = path.join(ROOT, 'examples')): Promise<SessionResult> {
    const files = { read: (name: string) => fs.promises.readFile(path.join(folder, name)) };
    this.openings.clear();
    this.ask = { file, text, files };
    return checkFile(this.ask, WORK, (finished) => (this.finished = finished));
  }

  /** Shows the network as it would be with other numbers. */
  private async suppose(overrides: readonly Override[]): Promise<WhatIfAnswer> {
    const keep = (finished: Finished): void => void (this.finished = finished);
    const result =
      overrides.length > 0
        ? await checkWhatIf(this.ask!, overrides, WORK, null, keep)
        : await checkFile(this.ask!, WORK, keep);
    if (!result.ok) return { kind: 'refused', message: result.report.errors[0].message };
    await this.send({ type: 'result', result, stale: false } satisfies PanelMessage);
    return { kind: 'shown' };
  }

  async show(result: SessionResult): Promise<void> {
    await this.send({ type: 'result', result, stale: false } satisfies PanelMessage);
    await this.page
      .locator(result.ok ? '[data-node]' : '.notice')
      .first()
      .waitFor();
  }

  /** What the session knows of an element. */
  element(tensor: string, index: readonly number[]): ElementAnswer {
    return answerElement(this.finished!, { tensor, index });
  }

  node(id: string) {
    return this.page.locator(`[data-node="${id}"]`);
  }

  private about(inside: string | undefined): Finished {
    return inside ? { ...this.finished!, checked: this.openings.get(inside)! } : this.finished!;
  }

  async screenshot(name: string): Promise<void> {
    fs.mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.waitForTimeout(400);
    await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

function unlessGone(error: Error): void {
  if (!/destroyed|closed/.test(error.message)) throw error;
}

function htmlOf(): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>Graph Inspector</title>
    <link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/inspector.css"></head>
    <body><div id="root"></div><script nonce="${NONCE}" src="/webview.js"></script></body></html>`;
}
