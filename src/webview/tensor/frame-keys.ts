// Keys on the maps: arrows walk from element to element, plus and minus go nearer and further, 0 shows all.

import { showing, wholeFrame, zoomed, type Frame } from './paint';
import { cellAt, flatAt, nextCell, type Cell, type Sheet } from './sheet';

/** How much nearer one step is. */
export const STEP = 1.5;
const PAGE = 10;
const MIDDLE = { x: 0.5, y: 0.5 };

export interface Moved {
  readonly frame: Frame;
  /** The element that is selected then. */
  readonly flat: number | null;
}

const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-PAGE, 0],
  PageDown: [PAGE, 0],
};

/** Null for a key that does nothing here. */
export function moved(key: string, sheet: Sheet, frame: Frame, flat: number | null): Moved | null {
  switch (key) {
    case '+':
    case '=':
      return { frame: zoomed(sheet, frame, STEP, middleOf(sheet, frame, flat)), flat };
    case '-':
      return { frame: zoomed(sheet, frame, 1 / STEP, middleOf(sheet, frame, flat)), flat };
    case '0':
      return { frame: wholeFrame(sheet), flat };
  }
  const cell = cellAt(sheet, flat);
  const to = cell ? cellFor(key, sheet, cell) : key in STEPS ? { row: 0, column: 0 } : null;
  const found = to && flatAt(sheet, to);
  return to && found !== null ? { frame: showing(sheet, frame, to), flat: found } : null;
}

function cellFor(key: string, sheet: Sheet, cell: Cell): Cell | null {
  const step = STEPS[key];
  if (step) return nextCell(sheet, cell, ...step) ?? edgeFrom(sheet, cell, step);
  const last = sheet.end && cell.row >= sheet.end.row ? sheet.end.column : sheet.columns.length;
  if (key === 'Home') return { ...cell, column: 0 };
  return key === 'End' ? { ...cell, column: last - 1 } : null;
}

/** A page further than there is leads to the last element on the way. */
function edgeFrom(sheet: Sheet, cell: Cell, [down, right]: readonly [number, number]): Cell | null {
  let at: Cell | null = null;
  for (let next = nextCell(sheet, cell, Math.sign(down), Math.sign(right)); next;) {
    at = next;
    next = nextCell(sheet, at, Math.sign(down), Math.sign(right));
  }
  return at;
}

/** The selected element, where there is one; it stays where it is. */
function middleOf(sheet: Sheet, frame: Frame, flat: number | null): { readonly x: number; readonly y: number } {
  const cell = cellAt(sheet, flat);
  if (!cell) return MIDDLE;
  return { x: (cell.column + 0.5 - frame.column) / frame.columns, y: (cell.row + 0.5 - frame.row) / frame.rows };
}
