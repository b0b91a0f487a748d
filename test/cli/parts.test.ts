import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { formatJson } from '../../src/session/render/json';
import { select } from '../../src/cli/paths';
import { barLine, progressBar } from '../../src/cli/progress';
import { writeWhole } from '../../src/cli/write';

let folder: string;
const home = process.cwd();

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gradcheck-'));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(home);
  fs.rmSync(folder, { recursive: true });
});

function touch(...files: string[]): void {
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    fs.writeFileSync(file, '');
  }
}

describe('paths and patterns', () => {
  it('a literal path stands alone, also where there is no such file', async () => {
    expect(await select(['./b.grad.json'])).toEqual({ files: ['b.grad.json'], single: true, unmatched: [] });
  });

  it('a pattern gives a list, also where one file matches', async () => {
    touch('b.grad.json');
    expect(await select(['*.grad.json'])).toEqual({ files: ['b.grad.json'], single: false, unmatched: [] });
  });

  it('sorts by path and names each file once', async () => {
    touch('b.grad.json', 'a/z.grad.json', 'a/deep/y.grad.json');
    const { files, single } = await select(['b.grad.json', '**/*.grad.json', './a/z.grad.json']);
    expect(files).toEqual(['a/deep/y.grad.json', 'a/z.grad.json', 'b.grad.json']);
    expect(single).toBe(false);
  });

  it('tells which patterns match nothing', async () => {
    touch('a.grad.json');
    expect(await select(['a.*', 'none/*.json'])).toMatchObject({ files: ['a.grad.json'], unmatched: ['none/*.json'] });
  });

  it('takes a file with brackets in its name by that name', async () => {
    touch('net[1].grad.json', 'net1.grad.json');
    expect(await select(['net[1].grad.json'])).toMatchObject({ files: ['net[1].grad.json'], single: true });
  });

  it('looks outside the current folder, and never into installed packages', async () => {
    touch('up.grad.json', 'work/node_modules/dep/other.grad.json', 'work/own.grad.json');
    process.chdir('work');
    expect((await select(['../*.grad.json'])).files).toEqual(['../up.grad.json']);
    expect((await select(['**/*.grad.json'])).files).toEqual(['own.grad.json']);
  });
});

describe('writing a file', () => {
  it('replaces what was there', async () => {
    fs.writeFileSync('report.json', 'old');
    await writeWhole('report.json', 'new');
    expect(fs.readFileSync('report.json', 'utf8')).toBe('new');
    expect(fs.readdirSync('.')).toEqual(['report.json']);
  });

  it('leaves nothing behind where it fails', async () => {
    fs.mkdirSync('report.json');
    await expect(writeWhole('report.json', 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    await expect(writeWhole('no/such/folder.json', 'new')).rejects.toThrow(/ENOENT/);
    expect(fs.readdirSync('.')).toEqual(['report.json']);
  });
});

describe('JSON for people', () => {
  it('keeps rows of numbers on one line', () => {
    expect(
      formatJson({
        shape: [2, 2],
        value: [
          [1, 2],
          [3, 'NaN'],
        ],
        none: undefined,
      }),
    ).toBe('{\n  "shape": [2,2],\n  "value": [\n    [1,2],\n    [3,"NaN"]\n  ]\n}');
  });

  it('says what JSON.stringify says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(formatJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('the progress bar', () => {
  it('fills from left to right', () => {
    expect(barLine(0, 10, 'x')).toBe(`${'░'.repeat(24)}   0 %  x`);
    expect(barLine(5, 10, 'x')).toBe(`${'█'.repeat(12)}${'░'.repeat(12)}  50 %  x`);
    expect(barLine(10, 10, 'x')).toBe(`${'█'.repeat(24)} 100 %  x`);
  });

  it('writes nothing where standard error is no terminal', () => {
    const written: string[] = [];
    const bar = progressBar({ isTTY: false, write: (text: string) => written.push(text) } as never);
    bar.show(1, 2, 'x');
    bar.clear();
    expect(written).toEqual([]);
  });
});
