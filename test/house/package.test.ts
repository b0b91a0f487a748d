// What the manifest and the lockfile promise to whoever installs the project.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const readJson = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'));

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly main: string;
  readonly browser: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly category: string }[] };
}
const manifest = readJson('package.json') as Manifest;

type Dependencies = Readonly<Record<string, string>>;
interface Locked {
  readonly resolved?: string;
  readonly dependencies?: Dependencies;
  readonly optionalDependencies?: Dependencies;
}
const locked = (readJson('package-lock.json') as { packages: Readonly<Record<string, Locked>> }).packages;

test('the lockfile names no registry, so that every registry will do', () => {
  expect(Object.keys(locked).filter((name) => locked[name]?.resolved)).toEqual([]);
});

test('the lockfile has every package that it refers to, those of other platforms too, as `npm ci` demands', () => {
  /** Whether Node's own search from one package finds another. */
  const finds = (from: string, name: string): boolean => {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      if (locked[path.posix.join(folder, 'node_modules', name)]) return true;
      if (folder === '') return false;
    }
  };
  const missing = Object.entries(locked).flatMap(([from, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !finds(from, name)),
  );
  expect(missing).toEqual([]);
});

test('the package needs nothing at run time but itself', () => {
  expect(manifest.dependencies ?? {}).toEqual({});
});

test('what the manifest starts is what webpack builds', () => {
  const bundles = createRequire(import.meta.url)('../../webpack.config.js') as readonly {
    readonly output: { readonly path: string; readonly filename: string };
  }[];
  const built = bundles.map(({ output }) => path.relative(ROOT, path.join(output.path, output.filename)));
  const started = [manifest.main, manifest.browser, ...Object.values(manifest.bin)].map((file) => path.normalize(file));
  expect(built).toEqual(expect.arrayContaining(started));
});

test('every command is found under the category Gradient', () => {
  expect(manifest.contributes.commands.filter(({ category }) => category !== 'Gradient')).toEqual([]);
});
