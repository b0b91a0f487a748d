// The `gradcheck` command.

import manifest from '../../package.json';
import { Cancelled } from '../session/types';
import { parseCommand, UsageError, type Command } from './arguments';
import { check } from './check';
import { graph } from './graph';
import { HELP } from './help';
import { merge } from './merge';
import { mutate } from './mutate';
import { writeNew } from './new';
import { shrink } from './shrink';
import { processTerminal, type Terminal } from './terminal';
import { train } from './train';

const UNUSABLE = 2;
const INTERRUPTED = 130;

async function run(command: Command, terminal: Terminal): Promise<number> {
  switch (command.name) {
    case 'check':
      return check(command, terminal);
    case 'merge':
      return merge(command, terminal);
    case 'train':
      return train(command, terminal);
    case 'mutate':
      return mutate(command, terminal);
    case 'shrink':
      return shrink(command, terminal);
    case 'graph':
      return graph(command, terminal);
    case 'new':
      await writeNew(command.network, terminal);
      return 0;
    case 'mcp': {
      // Only this command needs the protocol's SDK.
      const { serveTools } = await import(/* webpackChunkName: "gradcheck-mcp" */ './mcp');
      await serveTools(terminal.interruption);
      return 0;
    }
    case 'help':
      terminal.stdout.write(HELP);
      return 0;
    case 'version':
      terminal.stdout.write(`${manifest.version}\n`);
      return 0;
  }
}

/** The exit code for what went wrong, told on standard error. */
function failure(error: unknown, { stderr }: Terminal): number {
  if (error instanceof Cancelled) return INTERRUPTED;
  const hint = error instanceof UsageError ? '\nTry: gradcheck help' : '';
  stderr.write(`gradcheck: ${error instanceof Error ? error.message : String(error)}${hint}\n`);
  return UNUSABLE;
}

async function main(): Promise<void> {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  // A reader that has seen enough, such as `head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  // What a program prints is no part of a report.
  console.log = console.info = console.debug = console.error;
  const terminal = processTerminal(interruption.signal);
  try {
    process.exitCode = await run(parseCommand(process.argv.slice(2)), terminal);
  } catch (error) {
    process.exitCode = failure(error, terminal);
  }
}

void main();
