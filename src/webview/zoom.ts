// Pan and zoom of the drawn graph, by wheel, touch and the toolbar.

import { select } from 'd3-selection';
import { zoom, zoomIdentity } from 'd3-zoom';

/** For the arrow that leaves the last node. */
const ANSWER_ROOM = 130;

export interface ZoomControl {
  /** Shows the whole graph; small graphs are not blown up. */
  fit(): void;
  by(factor: number): void;
  dispose(): void;
}

export function attachZoom(
  svg: SVGSVGElement,
  stage: SVGGElement,
  extent: { readonly width: number; readonly height: number },
): ZoomControl {
  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([0.05, 4])
    .on('zoom', ({ transform }: { transform: { toString(): string } }) => {
      stage.setAttribute('transform', transform.toString());
    });
  const selection = select(svg).call(behaviour).on('dblclick.zoom', null);
  const fit = (): void => {
    const { clientWidth, clientHeight } = svg;
    const width = extent.width + ANSWER_ROOM;
    if (clientWidth === 0 || clientHeight === 0) return;
    const scale = Math.min(1.25, clientWidth / width, clientHeight / extent.height);
    const x = (clientWidth - scale * width) / 2;
    const y = (clientHeight - scale * extent.height) / 2;
    selection.call(behaviour.transform, zoomIdentity.translate(x, y).scale(scale));
  };
  // The first picture may come before the panel has its size.
  const resize = new ResizeObserver(fit);
  resize.observe(svg);
  return {
    fit,
    by: (factor) => void selection.call(behaviour.scaleBy, factor),
    dispose: () => {
      resize.disconnect();
      selection.on('.zoom', null);
    },
  };
}
