// The tests in the editor never skip: without a browser they say in one line what is missing.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { chromium } from '../editor/harness/chromium';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('names the file that CHROMIUM promises and does not hold', () => {
  vi.stubEnv('CHROMIUM', '/nowhere/chromium');
  expect(() => chromium()).toThrow('Chromium is missing: CHROMIUM is /nowhere/chromium, where there is no file.');
});

test('says what to install where it may not install it itself', () => {
  vi.stubEnv('CHROMIUM', '');
  vi.stubEnv('PATH', '/nowhere');
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  expect(() => chromium()).toThrow(/^Chromium is missing: install it \(apt-get install chromium\) or set CHROMIUM/);
});

test('finds a browser on PATH by any of its names', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-house-'));
  try {
    const browser = path.join(folder, 'google-chrome');
    fs.writeFileSync(browser, '');
    vi.stubEnv('CHROMIUM', '');
    vi.stubEnv('PATH', `/nowhere${path.delimiter}${folder}`);
    expect(chromium()).toBe(browser);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
