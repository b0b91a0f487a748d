// What of a heat map is not on the path, veiled; what is on it, framed.

import { useLayoutEffect, useRef } from 'preact/hooks';
import type { TensorView } from '../../protocol/messages';
import { cellsWithin, type Frame, type Size } from '../tensor/paint';
import type { Sheet } from '../tensor/sheet';
import { colourOf, themeChanges } from '../theme';
import { maskOf, path } from './path';

interface Props {
  readonly tensor: TensorView;
  readonly sheet: Sheet;
  readonly seen: Frame;
  readonly size: Size;
  /** Of the canvas, in its own pixels. */
  readonly device: Size;
}

export function PathVeil({ tensor, sheet, seen, size, device }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  // Among its own neighbours the element is marked as selected: they are to be compared with it.
  const mask = path.value?.tensor === tensor.name ? null : maskOf(tensor);
  const changes = themeChanges.value;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !mask) return;
    const colour = (property: string): string => colourOf(property, canvas.current!.parentElement!);
    context.setTransform(device.width / size.width, 0, 0, device.height / size.height, 0, 0);
    context.fillStyle = colour('--vscode-editor-background');
    context.strokeStyle = colour('--vscode-editor-foreground');
    drawVeil(context, mask, sheet, seen, size);
  }, [mask, sheet, seen, size.width, size.height, device.width, device.height, changes]);
  return mask && <canvas ref={canvas} class="veil" width={device.width} height={device.height} />;
}

const VEIL = 0.72;
/** However small the cells are, what is on the path is to be found. */
const SMALLEST = 4;
/** From so large cells on each has a frame, and where there are few. */
const FRAMED = 7;
const FEW = 64;

function drawVeil(
  context: CanvasRenderingContext2D,
  mask: Uint8Array,
  sheet: Sheet,
  seen: Frame,
  { width, height }: Size,
): void {
  const cell = { width: width / seen.columns, height: height / seen.rows };
  const hole = { width: Math.max(cell.width, SMALLEST), height: Math.max(cell.height, SMALLEST) };
  const holes: [x: number, y: number][] = [];
  cellsWithin(sheet, seen, ({ row, column }, flat) => {
    if (mask[flat] === 0) return;
    const x = (column + 0.5 - seen.column) * cell.width - hole.width / 2;
    holes.push([x, (row + 0.5 - seen.row) * cell.height - hole.height / 2]);
  });
  context.clearRect(0, 0, width, height);
  context.globalAlpha = VEIL;
  context.fillRect(0, 0, width, height);
  context.globalAlpha = 1;
  for (const [x, y] of holes) context.clearRect(x, y, hole.width, hole.height);
  if (Math.min(cell.width, cell.height) < FRAMED && holes.length > FEW) return;
  for (const [x, y] of holes) context.strokeRect(x + 0.5, y + 0.5, hole.width - 1, hole.height - 1);
}
