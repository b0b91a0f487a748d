// Runs a test module inside the real extension host.
import fs from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './root';
import { startServer, type Server, type ServerOptions } from './server';
import { launchBrowser, openWorkbench, type WorkbenchOptions } from './workbench';

export interface ExtensionTestsOptions
  extends Omit<ServerOptions, 'env' | 'onOutput'>, Omit<WorkbenchOptions, 'tests'> {
  readonly tests: string;
  readonly timeout: number;
  readonly signal: AbortSignal;
}

const POLL = 100;

/** Resolves to 0 only when the tests ran to their end and passed. */
export async function runExtensionTests(options: ExtensionTestsOptions): Promise<number> {
  const folder = temporaryFolder('run');
  const output = followFile(path.join(folder, 'out'));
  const env = { GRADIENT_EDITOR_RUN: JSON.stringify({ tests: path.resolve(options.tests), folder }) };
  const server = await startServer({ ...options, env });
  const browser = await launchBrowser().catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const ended = new Promise<number>((resolve, reject) => {
      // The workbench calls this when its test run is over.
      page.exposeFunction('codeAutomationExit', resolve).catch(reject);
      page.on('crash', () => reject(new Error('the workbench page crashed')));
      failWith(reject, server, options);
    });
    const tests = path.join(import.meta.dirname, 'extension-host.cjs');
    const [code] = await Promise.all([ended, openWorkbench(page, server, { ...options, tests })]);
    const mark = path.join(folder, 'done');
    if (!fs.existsSync(mark)) throw new Error('the extension host ended before the tests did');
    return code || Number(fs.readFileSync(mark, 'utf8'));
  } finally {
    await browser.close();
    await server.stop();
    output.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function failWith(reject: (error: Error) => void, server: Server, { timeout, signal }: ExtensionTestsOptions): void {
  server.process.once('exit', (code) => reject(new Error(`the VS Code server ended (${code})`)));
  signal.addEventListener('abort', () => reject(new Error('interrupted')));
  setTimeout(() => reject(new Error(`no result after ${timeout} ms`)), timeout).unref();
}

/** Copies what is written to the file to standard output, as it comes. */
function followFile(file: string): { close(): void } {
  const handle = fs.openSync(file, 'a+');
  const buffer = Buffer.alloc(65536);
  let position = 0;
  const drain = (): void => {
    for (let size; (size = fs.readSync(handle, buffer, 0, buffer.length, position)); position += size) {
      process.stdout.write(Buffer.from(buffer.subarray(0, size)));
    }
  };
  const timer = setInterval(drain, POLL);
  return {
    close() {
      clearInterval(timer);
      drain();
      fs.closeSync(handle);
    },
  };
}
