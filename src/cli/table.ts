// Tables of text: columns as wide as their cells, and only as many as fit.

export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  cell(row: Row): string;
  paint?(row: Row, text: string): string;
  /** Where the columns do not fit, those with the lowest worth leave first. */
  readonly worth: number;
}

const GAP = '  ';

/** The title line and a line per row, each at most `width` wide where leaving columns out can make it so. */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): string[] {
  const filled = columns
    .map((column) => ({ column, cells: rows.map((row) => column.cell(row)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map((entry) => ({
      ...entry,
      width: Math.max(entry.column.title.length, ...entry.cells.map((cell) => cell.length)),
    }));
  while (filled.length > 1 && totalWidth(filled) > width) {
    const least = filled.reduce((a, b) => (b.column.worth < a.column.worth ? b : a));
    filled.splice(filled.indexOf(least), 1);
  }
  const line = (text: (entry: (typeof filled)[number]) => string): string => filled.map(text).join(GAP).trimEnd();
  return [
    line(({ column, width }) => pad(column.title, width, column.align)),
    ...rows.map((row, r) =>
      line(({ column, cells, width }) => {
        const text = pad(cells[r], width, column.align);
        return column.paint ? column.paint(row, text) : text;
      }),
    ),
  ];
}

function totalWidth(entries: readonly { readonly width: number }[]): number {
  return entries.reduce((sum, { width }) => sum + width, GAP.length * (entries.length - 1));
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}
