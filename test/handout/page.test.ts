// The page of a handout as text: what may run in it, and what its style finds.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { DATA_ID, type Handout } from '../../src/handout/handout';
import { handoutPage } from '../../src/handout/page';
import { decode } from '../../src/protocol/wire';

const ROOT = path.resolve(import.meta.dirname, '../..');
const STYLE = fs.readFileSync(path.join(ROOT, 'media/inspector.css'), 'utf8');

const named = (network: string): Handout =>
  ({
    made: { version: '1', at: '2026-01-01T00:00:00.000Z' },
    result: { report: { network, loss: NaN } },
    layers: {},
    tensors: {},
    leftOut: [],
    answers: {},
    written: null,
    state: {},
  }) as unknown as Handout;

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the page of a handout', async () => {
  const hostile = '</script><script>alert(1)</script><!-- & " \u2028';
  const script = 'const end = "</script>"; const note = `<!--`; const tag = /<script/i;\r\n';
  const page = await handoutPage(named(hostile), { script, style: STYLE, engine: '' });
  const elements = [...page.matchAll(/<(script|style)([^>]*)>([\s\S]*?)<\/\1>/g)];
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1];

  it('lets just its own script and style run', () => {
    expect(elements.map(([, tag, attributes]) => `${tag}${attributes}`)).toEqual([
      'style',
      `script type="application/json" id="${DATA_ID}"`,
      'script',
    ]);
    const [style, , code] = elements.map(([, , , text]) => text.replaceAll('\r\n', '\n'));
    expect(policy).toContain(`script-src ${sha256(code)};`);
    expect(policy).toContain(`style-src ${sha256(style)};`);
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/unsafe|http|\*/);
  });

  it('has the script mean what it meant', () => {
    const run = (text: string): unknown => runInNewContext(`${text}; [end, note, String(tag.test('<SCRIPT'))]`);
    expect(run(elements[2][3])).toEqual(run(script));
  });

  it('has the data as it was, whatever is in it', () => {
    const { result } = decode<Handout>(elements[1][3]);
    expect(result.report).toEqual({ network: hostile, loss: NaN });
    expect(/<title>([\s\S]*?)<\/title>/.exec(page)![1]).not.toMatch(/<|"/);
  });

  it('gives every variable that the style asks of the editor', () => {
    const asked = new Set([...STYLE.matchAll(/var\(--vscode-([\w-]+)\)/g)].map(([, name]) => name));
    const given = new Set([...elements[0][3].matchAll(/--vscode-([\w-]+):/g)].map(([, name]) => name));
    expect([...asked].filter((name) => !given.has(name))).toEqual([]);
  });
});
