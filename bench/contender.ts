// A process that is asked for measurements, one at a time: a line of JSON to it, a line back.
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { buildSync } from 'esbuild';
import type { OwnAnswer, OwnRequest } from './own';
import type { NetworkSpec } from './networks';

const ROOT = path.resolve(import.meta.dirname, '..');
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
/** Debian's own, which sees Debian's packages whatever else is on the path. */
const PYTHON = '/usr/bin/python3';
/** OpenBLAS in the place of the reference BLAS, with which both would be several times slower. */
const PACKAGES = ['python3-torch', 'python3-numpy', 'libopenblas0-pthread'];

export interface PeerRequest {
  readonly do: 'book' | 'gradcheck-slow' | 'gradcheck-fast' | 'step' | 'epoch';
  readonly network: NetworkSpec;
  readonly least: number;
  /** One in so many elements is measured, and the whole told from it. */
  readonly every: number;
}

export interface Versions {
  readonly python: string;
  readonly numpy: string;
  readonly torch: string;
}

/** Of one thread, a second. */
export interface Limits {
  readonly multiplyAdds: number;
  readonly bytes: number;
}

export class Contender {
  private readonly lines: AsyncIterator<string, undefined>;
  private errors = '';
  /** Ended from here; what was asked then has no answer. */
  ended = false;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
  }

  /** This tool in a process of its own. */
  static own(): Contender {
    const options = { env: { ...process.env, EXAMPLES: path.join(ROOT, 'examples') } };
    return new Contender(spawn(process.execPath, [ownBundle()], options));
  }

  /** The book's loop and PyTorch. Throws one line where they cannot be had. */
  static peers(): Contender {
    installPeers();
    const env = { ...process.env, ...ONE_THREAD, PYTHONDONTWRITEBYTECODE: '1' };
    return new Contender(spawn(PYTHON, [path.join(import.meta.dirname, 'peers/serve.py')], { env }));
  }

  ask(request: OwnRequest): Promise<OwnAnswer>;
  ask(request: PeerRequest): Promise<{ readonly seconds: number }>;
  ask(request: { readonly do: 'versions' }): Promise<Versions>;
  ask(request: { readonly do: 'limits' }): Promise<Limits>;
  async ask(request: object): Promise<unknown> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await this.lines.next();
    if (line.done === true) throw new Error(`${JSON.stringify(request)} was not answered: ${this.errors.slice(-1000)}`);
    return JSON.parse(line.value) as unknown;
  }

  end(): void {
    this.ended = true;
    this.child.kill();
  }
}

/** Bundled as what ships is, so that neither a loader nor its helpers are measured. */
let bundle: string | null = null;
function ownBundle(): string {
  if (bundle) return bundle;
  bundle = path.join(ROOT, '.cache/bench/own.mjs');
  buildSync({
    entryPoints: [path.join(import.meta.dirname, 'own.ts')],
    outfile: bundle,
    bundle: true,
    minify: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  return bundle;
}

function installPeers(): void {
  if (hasPeers()) return;
  const missing = `the peers are missing: apt-get install ${PACKAGES.join(' ')}`;
  if (process.getuid?.() !== 0) throw new Error(missing);
  console.log(`Installing ${PACKAGES.join(', ')} by apt-get ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: readonly string[]): boolean =>
    spawnSync('apt-get', ['-q', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  apt('update');
  if (!apt('install', '--no-install-recommends', ...PACKAGES) || !hasPeers()) throw new Error(missing);
}

function hasPeers(): boolean {
  const { status, stdout } = spawnSync(PYTHON, ['-c', 'import numpy, torch; print(open("/proc/self/maps").read())']);
  return status === 0 && String(stdout).includes('openblas');
}
