// Pieces of Markdown for hovers.

/** Numbers stand to the right, names to the left. The editor sets columns close: hard spaces keep them apart. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = ([first, ...rest]: readonly string[]): string =>
    `| ${[first, ...rest.map((cell) => `&nbsp;&nbsp;${cell}`)].join(' | ')} |`;
  return [line(head), `| :-- |${' --: |'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n');
}

/** Text that Markdown would take for something else. */
export function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, '\\$&');
}
