// Colour on a terminal.

import type { WriteStream } from 'node:tty';

export interface Style {
  good(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
  faint(text: string): string;
  strong(text: string): string;
}

const painter =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;

export const COLOURED: Style = {
  good: painter(32),
  bad: painter(31),
  doubtful: painter(33),
  faint: painter(2),
  strong: painter(1),
};

const same = (text: string): string => text;

export const PLAIN: Style = { good: same, bad: same, doubtful: same, faint: same, strong: same };

/** On a terminal that has colours, unless NO_COLOR or `--no-color` says otherwise; FORCE_COLOR asks for them anyway. */
export function styleFor(stream: WriteStream, allowed: boolean, env: NodeJS.ProcessEnv): Style {
  if (!allowed) return PLAIN;
  const { FORCE_COLOR: forced } = env;
  if (forced !== undefined) return forced === '0' || forced === 'false' ? PLAIN : COLOURED;
  return !env.NO_COLOR && stream.isTTY && stream.hasColors(env) ? COLOURED : PLAIN;
}
