// Messages as text, for channels that go through JSON: the editor's webviews turn NaN and Infinity into null.

const MARK = '$number';

/** JSON that keeps the numbers that JSON has no words for. */
export function encode(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? { [MARK]: String(value) } : value,
  );
}

export function decode<T>(text: string): T {
  // Looking at every value takes several times as long as parsing them.
  if (!text.includes(MARK)) return JSON.parse(text) as T;
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && MARK in value ? Number(value[MARK]) : value,
  ) as T;
}
