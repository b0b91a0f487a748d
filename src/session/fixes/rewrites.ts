// Small rewrites of a text, wherever a pattern occurs in it.

/** Another text for a part of a text: characters [from, to). */
export interface Rewrite {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Replaces each occurrence by itself. `$1` and the like stand for the pattern's groups. */
export function everywhere(text: string, pattern: RegExp, replacement: string): Rewrite[] {
  return [...text.matchAll(new RegExp(pattern, 'g'))].map((found) => ({
    from: found.index,
    to: found.index + found[0].length,
    text: replacement.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? ''),
  }));
}

/** Every occurrence of either of two texts, replaced by the other. */
export function swapped(text: string, a: string, b: string): Rewrite[] {
  return [...everywhere(text, asPattern(a), b), ...everywhere(text, asPattern(b), a)];
}

export function whole(text: string, replacement: string): Rewrite {
  return { from: 0, to: text.length, text: replacement };
}

/** As it is written: 2, 0.5, 1 / 3. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(12)));
}

function asPattern(text: string): RegExp {
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const before = /^\w/.test(text) ? '\\b' : '';
  const after = /\w$/.test(text) ? '\\b' : '';
  return new RegExp(before + escaped + after);
}
