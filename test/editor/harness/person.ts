// Uses VS Code as a person does: opens files, runs commands by name, points at text, reads what is shown.
import fs from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { ROOT, temporaryFolder } from './root';
import { startServer, type Settings } from './server';
import { launchBrowser, openWorkbench } from './workbench';

/** What each kind of theme is called in the picker, and the mark that the workbench wears then. */
export const THEMES = {
  light: { label: 'Light Modern', mark: '.vs' },
  dark: { label: 'Dark Modern', mark: '.vs-dark' },
  'high-contrast': { label: 'Dark High Contrast', mark: '.hc-black' },
} as const;
export type Theme = keyof typeof THEMES;

/** Where screenshots are put, to be looked at. */
const SCREENSHOTS = path.join(ROOT, '.cache/screenshots');

export interface PersonOptions {
  /** The person's folder: path -> text or bytes. It is a temporary one, without node_modules. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly settings?: Settings;
  /** The extension under development unless an installed one is tried. */
  readonly extension?: 'development' | 'installed';
  readonly extensionsDir?: string;
  readonly workspaceTrust?: 'ask' | 'granted';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Text arrives as it is typed, without the editor's help; networks are checked when the person asks. */
const SETTINGS: Settings = {
  'gradient.check.when': 'manual',
  'editor.hover.delay': 100,
  'editor.autoClosingBrackets': 'never',
  'editor.autoIndent': 'none',
  'editor.autoSurround': 'never',
};

interface Point {
  readonly x: number;
  readonly y: number;
}

const PATIENCE = 30_000;
const SETTLED = 400;
const GLANCE = 3000;
const TRIES = 10;

/** A person at a VS Code window with a folder of their own. */
export class Person {
  private constructor(
    readonly page: Page,
    readonly workspace: string,
    private readonly leave: () => Promise<void>,
  ) {}

  static async atWork(options: PersonOptions = {}): Promise<Person> {
    const { files = {}, extension = 'development', viewport = { width: 1400, height: 900 } } = options;
    const workspace = temporaryFolder('workspace');
    const userDataDir = temporaryFolder('user');
    for (const [name, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true });
      fs.writeFileSync(path.join(workspace, name), content);
    }
    const server = await startServer({
      userDataDir,
      extensionsDir: options.extensionsDir,
      settings: { ...SETTINGS, ...options.settings },
      workspaceTrust: options.workspaceTrust ?? 'granted',
    });
    const leave = async (): Promise<void> => {
      await server.stop();
      for (const folder of [workspace, userDataDir]) fs.rmSync(folder, { recursive: true, force: true });
    };
    try {
      const browser = await launchBrowser();
      const page = await browser.newPage({ viewport });
      page.setDefaultTimeout(PATIENCE);
      const extensions = extension === 'development' ? [ROOT] : [];
      await openWorkbench(page, server, { open: workspace, extensions });
      await page.locator('.monaco-workbench .part.activitybar').waitFor();
      return new Person(page, workspace, async () => {
        await browser.close();
        await leave();
      });
    } catch (error) {
      await leave();
      throw error;
    }
  }

  /** Closes the window and removes the folder. */
  async goHome(): Promise<void> {
    await this.leave();
  }

  get editor(): Locator {
    return this.page.locator('.editor-instance .monaco-editor').first();
  }

  /** Opens a file for good, by a double click in the explorer. */
  async openFile(name: string): Promise<void> {
    const explorer = this.page.locator('.explorer-folders-view');
    await explorer.getByRole('treeitem', { name: path.basename(name) }).dblclick();
    await this.page.locator('.tab.active', { hasText: path.basename(name) }).waitFor();
    await this.editor.locator('.view-line').first().waitFor();
  }

  /** Opens a network and its graph beside it, and nothing else; ready once the node is drawn. */
  async openGraph(name: string, node: string): Promise<void> {
    await this.palette('View: Close All Editors');
    await this.openFile(name);
    await this.palette('Gradient: Open Graph Inspector');
    await this.panelFrame().locator(`[data-node="${node}"]`).waitFor();
  }

  /** Runs a command by its name in the palette, as "Gradient: Run Gradient Check". */
  async palette(name: string): Promise<void> {
    await (await this.findInPalette(name)).click();
  }

  /** The palette, opened, with the command that is called so. */
  findInPalette(name: string): Promise<Locator> {
    return persistently(async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      return this.found(name, '>');
    });
  }

  /** Chooses from the list that is open at the top of the window, by typing what is wanted. */
  async pick(label: string): Promise<void> {
    await (await this.found(label)).click();
  }

  private async found(label: string, prefix = ''): Promise<Locator> {
    const input = this.page.locator('.quick-input-widget:visible input').first();
    await input.waitFor();
    await input.fill(prefix + label);
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
    await row.waitFor({ timeout: GLANCE });
    return row;
  }

  /** Where a text stands on the screen: its middle. `line` picks the first drawn line that contains it. */
  textBox(line: string | RegExp, text: string): Promise<Point> {
    return this.editor.locator('.view-line').filter({ hasText: line }).first().evaluate(middleOf, text);
  }

  /** Puts the cursor into a text. */
  async clickAt(line: string | RegExp, text: string): Promise<void> {
    const { x, y } = await this.textBox(line, text);
    await this.page.mouse.click(x, y);
  }

  /** Points at a text until a hover that says `expected` opens; returns all of what it says. */
  hoverAt(line: string | RegExp, text: string, expected: string | RegExp): Promise<string> {
    const hover = this.page.locator('.monaco-hover:not(.hidden)', { hasText: expected }).first();
    return persistently(async () => {
      const { x, y } = await this.textBox(line, text);
      await this.page.mouse.move(x + 60, y + 60);
      await this.page.mouse.move(x, y, { steps: 3 });
      await hover.waitFor({ timeout: GLANCE });
      return hover.innerText();
    });
  }

  /** Takes the pointer away: an open hover covers what is behind it. */
  async pointAway(): Promise<void> {
    await this.page.mouse.move(700, 5);
    await this.page.locator('.monaco-hover:not(.hidden) .hover-row').first().waitFor({ state: 'hidden' });
  }

  /** The Problems panel, opened. */
  async problems(): Promise<Locator> {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.palette('View: Toggle Problems');
    await panel.waitFor();
    return panel;
  }

  /** What the rows of the Problems panel say; waits until one says `expected`. */
  async problemsRows(expected: string | RegExp): Promise<string[]> {
    const rows = (await this.problems()).locator('.monaco-list-row');
    await rows.filter({ hasText: expected }).first().waitFor();
    return rows.allInnerTexts();
  }

  /** The Problems panel after time enough for diagnostics to arrive, where none is expected. */
  async settledProblems(milliseconds = 3000): Promise<string> {
    const panel = await this.problems();
    await this.page.waitForTimeout(milliseconds);
    return panel.innerText();
  }

  /** Puts the cursor into a text, opens what can be done about it, and clicks on the action that is called so. */
  async quickFix(line: string | RegExp, text: string, title: string | RegExp): Promise<void> {
    await this.clickAt(line, text);
    const action = this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    await persistently(async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+.');
      await action.waitFor({ timeout: GLANCE });
    });
    await action.click();
  }

  /** The document inside the only webview panel. */
  panelFrame(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** What axe finds wrong in the panel for people who cannot see it, or not well: one line a fault. */
  async panelFaults(): Promise<string[]> {
    const element = await this.panelFrame().owner().elementHandle();
    const frame = await element?.contentFrame();
    if (!frame) throw new Error('there is no panel');
    await frame.evaluate(axe.source);
    const { violations } = await frame.evaluate(() =>
      (window as unknown as { axe: typeof axe }).axe.run({
        // Experimental: it reads the lines of an SVG text as one word, which no accessible name contains.
        rules: { 'label-content-name-mismatch': { enabled: false } },
      }),
    );
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${any[0]?.message} ${html}`));
  }

  /** A notification that says so. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** An item of the status bar that says so. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text }).first();
  }

  /** Replaces the open file's text, unsaved. */
  async replaceText(text: string): Promise<void> {
    await this.editor.locator('.view-lines').click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.insertText(text);
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+s');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  }

  async useTheme(theme: Theme): Promise<void> {
    const { label, mark } = THEMES[theme];
    await this.palette('Preferences: Color Theme');
    await this.pick(label);
    await this.page.locator(`.monaco-workbench${mark}`).waitFor();
    await this.page.waitForTimeout(SETTLED);
  }

  /** Pictures to be looked at: one in every theme where PICTURES is set, as nothing is asserted of them; else one. */
  async pictures(name: string): Promise<void> {
    if (process.env.PICTURES === undefined) return void (await this.screenshot(name));
    for (const theme of Object.keys(THEMES) as Theme[]) await this.screenshot(name, theme);
  }

  /** Takes a picture, in the named theme, and returns its path. */
  async screenshot(name: string, theme?: Theme): Promise<string> {
    if (theme) await this.useTheme(theme);
    const file = path.join(SCREENSHOTS, `${name}${theme ? `-${theme}` : ''}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }
}

/** Tries again where the editor answers but once, and whoever should answer may not be awake yet. */
async function persistently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

/** Runs in the page. VS Code writes no-break spaces and splits a line into spans. */
function middleOf(line: Element, text: string): Point {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode() as Text | null);) {
    const at = node.data.replaceAll('\u00a0', ' ').indexOf(text);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + text.length);
    const box = range.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
  throw new Error(`the line does not show ${text}`);
}
