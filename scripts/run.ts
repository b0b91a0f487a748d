// Runs the project's own programs as steps: their time is told, their output only when it matters.
import { spawn } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '..');

/** One program of node_modules/.bin or Node itself, with its arguments. */
export interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Show output as it comes; otherwise only that of a failure is shown. */
  readonly live?: boolean;
}

/** Runs one step; resolves to whether it succeeded. */
export function runStep({ name, command, live = false }: Step): Promise<boolean> {
  const started = performance.now();
  const [program, ...args] = command;
  const PATH = `${path.join(ROOT, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, PATH },
    stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const ok = code === 0;
      console.log(`${ok ? '✓' : '✗'} ${name} (${seconds} s)`);
      if (!ok && output) console.log(output);
      resolve(ok);
    });
  });
}

/** Runs steps, so many at a time; resolves to the names of those that failed. */
export async function runSteps(steps: readonly Step[], atATime: number): Promise<string[]> {
  const failed: string[] = [];
  const waiting = [...steps];
  const work = async (): Promise<void> => {
    for (let step; (step = waiting.shift());) if (!(await runStep(step))) failed.push(step.name);
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return failed;
}
