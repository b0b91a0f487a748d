// The whole graph in a corner, with the part that is in view; a click or a drag goes there.

import { useImperativeHandle, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Ref } from 'preact';
import { verdictOfNode, type Picture, type Rect } from '../../picture/scene/picture';
import type { Camera } from './camera';

export interface Frame {
  show(seen: Rect): void;
}

interface Props {
  readonly picture: Picture;
  readonly camera: Camera;
  readonly frame: Ref<Frame>;
}

export function Minimap({ picture, camera, frame }: Props) {
  const map = useRef<SVGSVGElement>(null);
  const rect = useRef<SVGRectElement>(null);
  const show = ({ x, y, width, height }: Rect): void => {
    const values = { x: x - width / 2, y: y - height / 2, width, height };
    for (const [name, value] of Object.entries(values)) rect.current?.setAttribute(name, String(value));
    map.current?.classList.toggle('all', holds(values, picture));
  };
  useImperativeHandle(frame, () => ({ show }), [picture]);
  useLayoutEffect(() => show(camera.seen()));
  const paths = useMemo(() => pathsOf(picture), [picture]);
  const go = (event: PointerEvent): void => {
    if (event.buttons !== 1) return;
    const svg = event.currentTarget as SVGSVGElement;
    const matrix = svg.getScreenCTM();
    if (!matrix) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    camera.centre(x, y);
  };
  return (
    <svg
      ref={map}
      class="minimap"
      data-no-pan
      aria-hidden="true"
      viewBox={`${picture.left} ${picture.top} ${picture.width} ${picture.height}`}
      onPointerDown={go}
      onPointerMove={go}
    >
      {[...paths].map(([verdict, path]) => (
        <path key={verdict} class={verdict} d={path} />
      ))}
      <rect ref={rect} />
    </svg>
  );
}

/** Whether all of the picture is in view. */
function holds({ x, y, width, height }: Rect, { left, top, ...whole }: Picture): boolean {
  return x <= left && y <= top && x + width >= left + whole.width && y + height >= top + whole.height;
}

function pathsOf(picture: Picture): Map<string, string> {
  const paths = new Map<string, string>();
  for (const node of picture.nodes) {
    const { at, form } = node;
    if (form === 'frame' || form === 'end') continue;
    const verdict = verdictOfNode(node, picture) ?? 'skipped';
    const box = `M${at.x - at.width / 2},${at.y - at.height / 2}h${at.width}v${at.height}h${-at.width}z`;
    paths.set(verdict, (paths.get(verdict) ?? '') + box);
  }
  return paths;
}
