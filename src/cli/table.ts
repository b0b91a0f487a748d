// Tables of text: columns as wide as their cells, and only as many as fit.

export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  cell(row: Row): string;
  paint?(row: Row, text: string): string;
  /** Where not all columns fit, those of the highest worth are chosen first. */
  readonly worth: number;
}

interface Filled<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  readonly width: number;
}

const GAP = '  ';

/** The title line and a line per row, at most `width` wide as long as one column fits. */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): string[] {
  const chosen = thatFit(
    columns.map((column) => fill(column, rows)).filter(({ cells }) => cells.some((cell) => cell !== '')),
    width,
  );
  const line = (text: (filled: Filled<Row>) => string): string => chosen.map(text).join(GAP).trimEnd();
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

function fill<Row>(column: Column<Row>, rows: readonly Row[]): Filled<Row> {
  const cells = rows.map((row) => column.cell(row));
  return { column, cells, width: Math.max(column.title.length, ...cells.map((cell) => cell.length)) };
}

function thatFit<Row>(columns: readonly Filled<Row>[], width: number): Filled<Row>[] {
  const chosen = new Set<Filled<Row>>();
  let left = width + GAP.length;
  for (const filled of columns.toSorted((a, b) => b.column.worth - a.column.worth)) {
    const needed = filled.width + GAP.length;
    if (needed > left && chosen.size > 0) continue;
    chosen.add(filled);
    left -= needed;
  }
  return columns.filter((filled) => chosen.has(filled));
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}
