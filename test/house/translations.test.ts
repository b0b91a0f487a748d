// Korean and Japanese say all that English does: the messages of the sources and the texts of the manifest.
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { shownTexts, sourceMessages } from '../../scripts/messages';
import { faultText } from '../../src/session/prose';
import { speak } from '../../src/session/translate';
import { FAULT } from '../editor-unit/faulty';

type Texts = Readonly<Record<string, string>>;

const ROOT = path.resolve(import.meta.dirname, '../..');
const LANGUAGES = ['ko', 'ja'];
const read = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'));
const bundle = (language: string): Texts => read(`l10n/bundle.l10n.${language}.json`) as Texts;

const PLACE = /\{\d+\}/g;
const LINK = /\(command:[^)]*\)/g;
const SETTING = /`#[^`]*#`/g;

/** What must stand in a translation as it stands in English. */
function fixed(text: string): string[] {
  return [PLACE, LINK, SETTING].flatMap((pattern) => [...new Set(text.match(pattern))]).sort();
}

/** As `vscode.l10n.t` does it. */
function speaking(texts: Texts): void {
  speak((message, ...values) =>
    (texts[message] ?? message).replace(/\{(\d+)\}/g, (_, n: string) => String(values[+n])),
  );
}

describe.each(LANGUAGES)('the bundle of %s', (language) => {
  afterEach(() => speaking({}));

  it('has every message of the sources, and no other', () => {
    expect(Object.keys(bundle(language)).sort()).toEqual([...sourceMessages()].sort());
  });

  it('leaves no place of a value out', () => {
    for (const [english, translated] of Object.entries(bundle(language)))
      expect(fixed(translated), english).toEqual(fixed(english));
  });

  it('makes whole sentences of parts', () => {
    speaking(bundle(language));
    const expected = {
      ko: 'W의 기울기는 정확히 올바른 값의 2배입니다.',
      ja: 'W の勾配はちょうど正しい値の2倍です。',
    }[language];
    expect(faultText(FAULT)).toBe(expected);
  });
});

describe('the manifest', () => {
  const english = read('package.nls.json') as Texts;
  const shown = [...shownTexts(read('package.json')).values()];

  it('has no text that cannot be translated', () => {
    expect(shown.filter((text) => !/^%[\w.]+%$/.test(text))).toEqual([]);
    expect(new Set(shown.map((text) => text.slice(1, -1)))).toEqual(new Set(Object.keys(english)));
  });

  it.each(LANGUAGES)('has all of them in %s, with the same links', (language) => {
    const translated = read(`package.nls.${language}.json`) as Texts;
    expect(Object.keys(translated)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) expect(fixed(translated[key]), key).toEqual(fixed(text));
  });

  it('ships them', () => {
    const shipped = fs.readFileSync(path.join(ROOT, '.vscodeignore'), 'utf8').split('\n');
    for (const files of ['!package.nls*.json', '!l10n/**']) expect(shipped).toContain(files);
  });
});
