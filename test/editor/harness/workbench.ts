// Opens the workbench of a VS Code server in headless Chromium.
import fs from 'node:fs';
import path from 'node:path';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';
import { chromium } from './chromium';
import type { Server } from './server';

export interface WorkbenchOptions {
  /** A folder, a .code-workspace file, or nothing. */
  readonly open?: string | undefined;
  readonly files?: readonly string[];
  /** Folders of extensions under development. */
  readonly extensions?: readonly string[];
  /** A module whose run() the extension host calls. */
  readonly tests?: string;
  readonly disableExtensions?: boolean;
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchBrowser = (): Promise<Browser> =>
  playwright.launch({
    executablePath: chromium(),
    headless: true,
    args: FLAGS,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });

/** The folder or workspace among the paths, as VS Code's command line tells them from files to open. */
export const isWorkspace = (file: string): boolean =>
  file.endsWith('.code-workspace') || (fs.existsSync(file) && fs.statSync(file).isDirectory());

/** The address that shows a folder and opens files in it. */
export function workbenchAddress(
  server: Server,
  { open, files = [], disableExtensions = false }: WorkbenchOptions,
): string {
  const query = new URLSearchParams();
  if (!open) query.set('ew', 'true');
  else query.set(open.endsWith('.code-workspace') ? 'workspace' : 'folder', path.resolve(open));
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
    ...(disableExtensions ? [['disableExtensions', 'true']] : []),
    ...files.map((file) => ['openFile', `vscode-remote://${server.authority}${encodeURI(path.resolve(file))}`]),
  ];
  query.set('payload', JSON.stringify(payload));
  return `${server.url}?${query}`;
}

export async function openWorkbench(page: Page, server: Server, options: WorkbenchOptions = {}): Promise<void> {
  await page.addInitScript(addDevelopmentOptions, developmentOptions(server, options));
  await page.goto(workbenchAddress(server, options));
}

type Uri = Readonly<Record<'scheme' | 'authority' | 'path', string>>;

function developmentOptions(server: Server, { extensions = [], tests }: WorkbenchOptions) {
  const uri = (file: string): Uri => ({
    scheme: 'vscode-remote',
    authority: server.authority,
    path: path.resolve(file),
  });
  return { extensions: extensions.map(uri), ...(tests && { extensionTestsPath: uri(tests) }) };
}

/**
 * Runs in the page. A built workbench ignores extensionDevelopmentPath in its address, but it reads its configuration,
 * once, from this attribute.
 */
function addDevelopmentOptions(options: object): void {
  if (window !== window.top) return;
  const getAttribute = Element.prototype.getAttribute;
  Element.prototype.getAttribute = function (name: string): string | null {
    const text = getAttribute.call(this, name);
    if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings' || text === null) return text;
    Element.prototype.getAttribute = getAttribute;
    const configuration = JSON.parse(text) as { developmentOptions?: object };
    return JSON.stringify({
      ...configuration,
      developmentOptions: { ...configuration.developmentOptions, ...options },
    });
  };
}
