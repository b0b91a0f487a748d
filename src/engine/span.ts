// A place in the file that a network was read from: carried along with what was read there, never interpreted.

/** Lines and columns count from 1 in UTF-16 units; the end is exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
