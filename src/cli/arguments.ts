// What was asked for on the command line.

import fs from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Method } from '../check/report';
import { MACHINE_FORMATS, type MachineFormat } from './formats';

export interface CheckCommand {
  readonly name: 'check';
  readonly patterns: readonly string[];
  readonly format: 'text' | MachineFormat;
  readonly values: boolean;
  readonly method: Method | null;
  /** Where the report goes; null: standard output. */
  readonly out: string | null;
  /** The part of the files to check; null: all. */
  readonly shard: Shard | null;
  readonly colour: boolean;
}

/** Part `part` of `parts`, counted from 1. */
export interface Shard {
  readonly part: number;
  readonly parts: number;
}

export interface TrainCommand {
  readonly name: 'train';
  readonly file: string;
  readonly colour: boolean;
}

export interface MutateCommand {
  readonly name: 'mutate';
  readonly file: string;
  readonly format: 'text' | 'json';
  readonly colour: boolean;
}

export interface ShrinkCommand {
  readonly name: 'shrink';
  readonly file: string;
  /** Where the smaller network goes; null: standard output. */
  readonly out: string | null;
  readonly colour: boolean;
}

export interface GraphCommand {
  readonly name: 'graph';
  readonly file: string;
  /** Where the graph goes; null: standard output. */
  readonly out: string | null;
  readonly form: 'svg' | 'html';
  readonly colour: boolean;
}

export interface MergeCommand {
  readonly name: 'merge';
  readonly files: readonly string[];
  readonly format: 'text' | MachineFormat;
  /** Where the report goes; null: standard output. */
  readonly out: string | null;
  readonly colour: boolean;
}

export type Command =
  | CheckCommand
  | MergeCommand
  | TrainCommand
  | MutateCommand
  | ShrinkCommand
  | GraphCommand
  | { readonly name: 'new'; readonly network: string }
  | { readonly name: 'mcp' }
  | { readonly name: 'help' }
  | { readonly name: 'version' };

/** A command line that cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const REPORT_FORMATS = ['text', ...MACHINE_FORMATS] as const;
const FORMATS = ['text', 'json'] as const;
const METHODS = ['auto', 'response', 'central', 'ridders', 'projection'] as const satisfies readonly Method[];

/** What a command looks like, and a network file seldom does. */
const WORD = /^[a-z]+$/;

const COLOUR = { 'no-color': { type: 'boolean', default: false } } as const;

const FORMAT = { format: { type: 'string', default: 'text' } } as const;
const OUT = { out: { type: 'string' } } as const;

const CHECK_OPTIONS = {
  ...COLOUR,
  ...FORMAT,
  ...OUT,
  values: { type: 'boolean', default: false },
  method: { type: 'string' },
  shard: { type: 'string' },
} as const;

/** Throws UsageError. */
export function parseCommand(args: readonly string[]): Command {
  const [first, ...rest] = args;
  if (args.includes('--help') || args.includes('-h') || first === 'help') return { name: 'help' };
  if (args.includes('--version') || first === 'version') return { name: 'version' };
  if (first === 'merge') {
    const { values, positionals } = parse(rest, { ...COLOUR, ...OUT, format: { type: 'string', default: 'json' } });
    if (positionals.length === 0) throw new UsageError('expected gradcheck merge REPORT ...; found no report');
    const format = choice('--format', values.format, REPORT_FORMATS);
    return { name: 'merge', files: positionals, format, out: values.out ?? null, colour: !values['no-color'] };
  }
  if (first === 'train') {
    const { values, positionals } = parse(rest, COLOUR);
    return { name: 'train', file: onlyOne(positionals, 'gradcheck train FILE'), colour: !values['no-color'] };
  }
  if (first === 'mutate') {
    const { values, positionals } = parse(rest, { ...COLOUR, ...FORMAT });
    const file = onlyOne(positionals, 'gradcheck mutate FILE');
    return { name: 'mutate', file, format: choice('--format', values.format, FORMATS), colour: !values['no-color'] };
  }
  if (first === 'shrink') {
    const { values, positionals } = parse(rest, { ...COLOUR, ...OUT });
    const file = onlyOne(positionals, 'gradcheck shrink FILE');
    return { name: 'shrink', file, out: values.out ?? null, colour: !values['no-color'] };
  }
  if (first === 'graph') return graphCommand(rest);
  if (first === 'mcp') return mcpCommand(rest);
  if (first === 'new') return { name: 'new', network: onlyOne(parse(rest, {}).positionals, 'gradcheck new NAME') };
  return checkCommand(args);
}

function graphCommand(rest: readonly string[]): GraphCommand {
  const { values, positionals } = parse(rest, { ...COLOUR, ...OUT });
  const file = onlyOne(positionals, 'gradcheck graph FILE');
  const out = values.out ?? null;
  return { name: 'graph', file, out, form: out === null ? 'svg' : formOf(out), colour: !values['no-color'] };
}

function formOf(out: string): GraphCommand['form'] {
  const [, suffix = ''] = /\.(\w+)$/.exec(out.toLowerCase()) ?? [];
  if (suffix === 'svg') return 'svg';
  if (suffix === 'html' || suffix === 'htm') return 'html';
  const hint = suffix === 'png' ? "; the editor's graph panel makes PNG images" : '';
  throw new UsageError(`--out: expected a name that ends in .svg or .html; found ${out}${hint}`);
}

function mcpCommand(rest: readonly string[]): Command {
  const { positionals } = parse(rest, {});
  if (positionals.length > 0) throw new UsageError(`expected gradcheck mcp; found ${positionals.length} arguments`);
  return { name: 'mcp' };
}

function checkCommand(args: readonly string[]): CheckCommand {
  const { values, positionals } = parse(args, CHECK_OPTIONS);
  if (positionals.length === 0) throw new UsageError('expected gradcheck FILE|GLOB ...; found no file');
  const [first] = positionals;
  if (WORD.test(first) && !fs.existsSync(first)) throw new UsageError(`${first} is neither a command nor a file`);
  return {
    name: 'check',
    patterns: positionals,
    format: choice('--format', values.format, REPORT_FORMATS),
    values: values.values,
    method: values.method === undefined ? null : choice('--method', values.method, METHODS),
    out: values.out ?? null,
    shard: values.shard === undefined ? null : shardOf(values.shard),
    colour: !values['no-color'],
  };
}

function shardOf(text: string): Shard {
  const [part, parts] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number) as (number | undefined)[];
  if (part === undefined || parts === undefined || part < 1 || part > parts)
    throw new UsageError(`--shard: expected I/N with I from 1 to N, such as 2/5; found ${text}`);
  return { part, parts };
}

function parse<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's messages name the option; what follows their first sentence explains Node's own syntax.
    throw error instanceof TypeError ? new UsageError(error.message.split('. ')[0]) : error;
  }
}

function choice<T extends string>(option: string, found: string, choices: readonly T[]): T {
  const chosen = choices.find((one) => one === found);
  if (chosen === undefined) throw new UsageError(`${option}: expected ${choices.join(', ')}; found ${found}`);
  return chosen;
}

function onlyOne(positionals: readonly string[], usage: string): string {
  if (positionals.length !== 1) throw new UsageError(`expected ${usage}; found ${positionals.length} arguments`);
  return positionals[0];
}
