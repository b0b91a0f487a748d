// JSON for files and pipes: indented, with rows of numbers on one line.

const INDENT = '  ';

export function formatJson(value: unknown, margin = ''): string {
  if (typeof value !== 'object' || value === null || isFlat(value)) return JSON.stringify(value);
  const inner = margin + INDENT;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => inner + formatJson(item, inner)).join(',\n')}\n${margin}]`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${inner}${JSON.stringify(key)}: ${formatJson(member, inner)}`);
  return `{\n${members.join(',\n')}\n${margin}}`;
}

/** Holds no object, however deep it would be. */
function isFlat(value: object): boolean {
  return Object.values(value).every((member) => typeof member !== 'object' || member === null);
}
