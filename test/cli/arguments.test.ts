import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/cli/arguments';

describe('the command line', () => {
  it('checks what is no command, as a table on standard output', () => {
    expect(parseCommand(['a.grad.json', 'nets/*.grad.json'])).toEqual({
      name: 'check',
      patterns: ['a.grad.json', 'nets/*.grad.json'],
      format: 'text',
      values: false,
      method: null,
      out: null,
      shard: null,
      colour: true,
    });
  });

  it('takes options before and after the files', () => {
    expect(
      parseCommand([
        '--format=json',
        'a.grad.json',
        '--values',
        '--method',
        'ridders',
        '--out',
        'r.json',
        '--no-color',
      ]),
    ).toMatchObject({ format: 'json', values: true, method: 'ridders', out: 'r.json', colour: false });
  });

  it('takes a part of the files', () => {
    expect(parseCommand(['--shard', '2/5', 'a.grad.json'])).toMatchObject({ shard: { part: 2, parts: 5 } });
  });

  it('knows its other commands', () => {
    expect(parseCommand(['train', 'a.grad.json'])).toEqual({ name: 'train', file: 'a.grad.json', colour: true });
    const mutate = { name: 'mutate', file: 'a.grad.json', format: 'json', colour: true };
    expect(parseCommand(['mutate', 'a.grad.json', '--format', 'json'])).toEqual(mutate);
    const shrink = { name: 'shrink', file: 'a.grad.json', out: 'b.grad.json', colour: false };
    expect(parseCommand(['shrink', '--out', 'b.grad.json', 'a.grad.json', '--no-color'])).toEqual(shrink);
    const merge = { name: 'merge', files: ['a.json', 'b.json'], format: 'json', out: null, colour: true };
    expect(parseCommand(['merge', 'a.json', 'b.json'])).toEqual(merge);
    expect(parseCommand(['new', 'First'])).toEqual({ name: 'new', network: 'First' });
    expect(parseCommand(['mcp'])).toEqual({ name: 'mcp' });
    expect(parseCommand(['help'])).toEqual({ name: 'help' });
    expect(parseCommand(['a.grad.json', '-h'])).toEqual({ name: 'help' });
    expect(parseCommand(['--version'])).toEqual({ name: 'version' });
  });

  it.each([
    [[], 'expected gradcheck FILE|GLOB ...; found no file'],
    [['--format', 'yaml', 'a.grad.json'], '--format: expected text, json, junit, sarif; found yaml'],
    [
      ['--method', 'exact', 'a.grad.json'],
      '--method: expected auto, response, central, ridders, projection; found exact',
    ],
    [['--shard', '3/2', 'a.grad.json'], '--shard: expected I/N with I from 1 to N, such as 2/5; found 3/2'],
    [['--shard', '0/2', 'a.grad.json'], 'found 0/2'],
    [['--shard', 'half', 'a.grad.json'], 'found half'],
    [['merge'], 'expected gradcheck merge REPORT ...; found no report'],
    [['mutate', 'a.grad.json', '--format', 'sarif'], '--format: expected text, json; found sarif'],
    [['draw', 'a.grad.json'], 'draw is neither a command nor a file'],
    [['graph', 'a.grad.json', '--out', 'a.png'], '--out: expected a name that ends in .svg or .html; found a.png'],
    [['train'], 'expected gradcheck train FILE; found 0 arguments'],
    [['train', 'a.grad.json', '--values'], "Unknown option '--values'"],
    [['mutate'], 'expected gradcheck mutate FILE; found 0 arguments'],
    [['mutate', 'a.grad.json', '--format', 'yaml'], '--format: expected text, json; found yaml'],
    [['shrink', 'a', 'b'], 'expected gradcheck shrink FILE; found 2 arguments'],
    [['new', 'a', 'b'], 'expected gradcheck new NAME; found 2 arguments'],
  ])('explains what is wrong with %j', (args, message) => {
    expect(() => parseCommand(args)).toThrow(message);
  });
});
