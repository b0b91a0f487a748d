// One map of a tensor: its cells on a canvas of their own, what is pointed at and what is selected marked on top.

import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { formatError } from '../../protocol/format';
import type { Palette } from '../../picture/palette';
import type { Numbers } from './numbers';
import { PathVeil } from '../paths/veil';
import type { MapOf } from './maps';
import { cellsWithin, flatSeen, paint, wholeFrame, within, type Frame, type Size } from './paint';
import { shadeOf, shadesOf, shareOf, type Shades } from './scale';
import { cellAt, type Sheet } from './sheet';
import type { Space } from './space';
import { paletteNow, themeKind } from '../theme';
import { frame, hovered, selectedFlat } from './view';

interface Props {
  readonly numbers: Numbers;
  readonly map: MapOf;
  readonly sheet: Sheet;
  readonly size: Size;
  /** Elements that are wrong, by what is known here. */
  readonly isWrong: (flat: number) => boolean;
  readonly onPick: (flat: number) => void;
}

/** So far the pointer may move while it is pressed, and it is still a click. */
const STILL = 3;

export function HeatMap({ numbers, map, sheet, size, isWrong, onPick }: Props) {
  const { tensor, from, space, pooled } = numbers;
  const canvas = useRef<HTMLCanvasElement>(null);
  const whole = useMemo(() => wholeFrame(sheet), [sheet]);
  const seen = frame.value ?? whole;
  const kind = themeKind.value;
  const shades = useMemo(() => shadesOf(map.scale.kind, paletteNow()), [map.scale.kind, kind]);
  const device = deviceSize(size);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(device.width, device.height);
    const painting = { sheet, frame: seen, figures: { data: map.data, from }, scale: map.scale, shades };
    paint(new Uint32Array(image.data.buffer), device, painting);
    context.putImageData(image, 0, 0);
    writeCells(context, device, { map, from, sheet, seen, isWrong, palette: paletteNow(), shades });
  }, [map, from, sheet, seen, shades, device.width, device.height, isWrong]);

  const flatOf = (event: PointerEvent): number | null => {
    const { left, top, width, height } = canvas.current!.getBoundingClientRect();
    const at = { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
    if (!(at.x >= 0 && at.x < 1 && at.y >= 0 && at.y < 1)) return null;
    return flatSeen(sheet, seen, { data: map.data, from }, device, at);
  };
  const press = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    drag(event, canvas.current!, sheet, seen, size, () => {
      const flat = flatOf(event);
      if (flat !== null) onPick(flat);
    });
  };
  return (
    <div
      class="cells"
      style={{ width: `${size.width}px`, height: `${size.height}px` }}
      onPointerDown={press}
      onPointerMove={(event) => (hovered.value = flatOf(event))}
      onPointerLeave={() => (hovered.value = null)}
    >
      <canvas ref={canvas} width={device.width} height={device.height} />
      {!pooled && <PathVeil tensor={tensor} sheet={sheet} seen={seen} size={size} device={device} />}
      <Mark kind="selected" space={space} sheet={sheet} seen={seen} size={size} />
      <Mark kind="hovered" space={space} sheet={sheet} seen={seen} size={size} />
    </div>
  );
}

function deviceSize({ width, height }: Size): Size {
  const ratio = window.devicePixelRatio;
  return { width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) };
}

/** Moves all maps with the pointer; where it has hardly moved, it was a click. */
function drag(
  start: PointerEvent,
  target: HTMLElement,
  sheet: Sheet,
  seen: Frame,
  size: Size,
  click: () => void,
): void {
  let isClick = true;
  const move = ({ clientX, clientY }: PointerEvent): void => {
    const [x, y] = [clientX - start.clientX, clientY - start.clientY];
    if (Math.hypot(x, y) > STILL) isClick = false;
    if (isClick) return;
    frame.value = within(sheet, {
      ...seen,
      row: seen.row - (y / size.height) * seen.rows,
      column: seen.column - (x / size.width) * seen.columns,
    });
  };
  const end = ({ type }: PointerEvent): void => {
    target.removeEventListener('pointermove', move);
    target.removeEventListener('pointerup', end);
    target.removeEventListener('pointercancel', end);
    if (isClick && type === 'pointerup') click();
  };
  target.setPointerCapture(start.pointerId);
  target.addEventListener('pointermove', move);
  target.addEventListener('pointerup', end);
  target.addEventListener('pointercancel', end);
}

interface MarkProps extends Pick<Props, 'sheet' | 'size'> {
  readonly space: Space;
  readonly kind: 'hovered' | 'selected';
  readonly seen: Frame;
}

/** A frame around a cell, never too small to be seen. */
function Mark({ kind, space, sheet, seen, size }: MarkProps) {
  const flat = kind === 'selected' ? selectedFlat(space) : hovered.value;
  const cell = cellAt(sheet, flat);
  if (!cell) return null;
  const [x, y] = [(cell.column + 0.5 - seen.column) / seen.columns, (cell.row + 0.5 - seen.row) / seen.rows];
  if (!(x > 0 && x < 1 && y > 0 && y < 1)) return null;
  return (
    <span
      class={`mark ${kind}`}
      style={{
        left: `${x * size.width}px`,
        top: `${y * size.height}px`,
        width: `${size.width / seen.columns}px`,
        height: `${size.height / seen.rows}px`,
      }}
    />
  );
}

/** Of a cell that holds a number as text, in device-independent pixels. */
const TEXT = { width: 42, height: 16, size: 11 };
/** From here on a wrong element is marked in its cell. */
const CROSSED = 7;

interface Writing {
  readonly map: MapOf;
  readonly from: number;
  readonly sheet: Sheet;
  readonly seen: Frame;
  readonly isWrong: (flat: number) => boolean;
  readonly palette: Palette;
  readonly shades: Shades;
}

/** Numbers in large cells, and crosses in those that are wrong: neither is told by colour alone. */
function writeCells(context: CanvasRenderingContext2D, device: Size, writing: Writing): void {
  const { map, from, sheet, seen, isWrong, palette, shades } = writing;
  const ratio = window.devicePixelRatio;
  const cell = { width: device.width / seen.columns, height: device.height / seen.rows };
  const isText = cell.width >= TEXT.width * ratio && cell.height >= TEXT.height * ratio;
  const isCrossed = map.which === 'difference' || map.which === 'relative';
  if (!isText && !(isCrossed && Math.min(cell.width, cell.height) >= CROSSED * ratio)) return;
  context.font = `${TEXT.size * ratio}px ${getComputedStyle(document.body).getPropertyValue('--vscode-editor-font-family')}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = ratio;
  cellsWithin(sheet, seen, ({ row, column }, flat) => {
    const number = map.data[flat - from];
    const wrong = isCrossed && isWrong(flat);
    const [x, y] = [(column - seen.column) * cell.width, (row - seen.row) * cell.height];
    const ink = Number.isNaN(number) ? palette.text : inkOn(shades.byShare[shadeOf(shareOf(map.scale, number))]);
    context.fillStyle = context.strokeStyle = ink;
    if (isText) context.fillText(`${wrong ? '✗' : ''}${formatError(number)}`, x + cell.width / 2, y + cell.height / 2);
    else if (wrong) cross(context, x, y, cell);
  });
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, { width, height }: Size): void {
  const [dx, dy] = [width / 4, height / 4];
  context.beginPath();
  context.moveTo(x + dx, y + dy);
  context.lineTo(x + width - dx, y + height - dy);
  context.moveTo(x + width - dx, y + dy);
  context.lineTo(x + dx, y + height - dy);
  context.stroke();
}

/** Black or white, whichever stands out. */
function inkOn(pixel: number): string {
  const [red, green, blue] = [pixel & 0xff, (pixel >> 8) & 0xff, (pixel >> 16) & 0xff];
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? '#000' : '#fff';
}
