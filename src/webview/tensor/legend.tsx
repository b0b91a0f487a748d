// What the colours of maps mean, in numbers, and where on them the watched element stands.

import { useLayoutEffect, useRef } from 'preact/hooks';
import type { MapOf } from './maps';
import { legendAt, shadeOf, shadesOf, shareAt, shareOf, ticksOf, type Scale } from './scale';
import { paletteNow, themeKind } from '../theme';
import { watchedFlat } from './view';
import type { Space } from './space';

/** Enough for a smooth run of colours. */
const STEPS = 256;

interface Props {
  readonly title: string;
  /** The maps that share it. */
  readonly maps: readonly MapOf[];
  readonly from: number;
  readonly space: Space;
}

export function Legend({ title, maps, from, space }: Props) {
  const [{ scale }] = maps;
  const ticks = ticksOf(scale);
  return (
    <figure class="scale">
      <figcaption>{title}</figcaption>
      <div class="bar">
        <Colours scale={scale} />
        <Carets maps={maps} from={from} space={space} />
      </div>
      <div class="ticks">
        {ticks.map(({ at, label }) => (
          <span style={{ left: `${at * 100}%` }} class={at < 0.1 ? 'first' : at > 0.9 ? 'last' : ''}>
            {label}
          </span>
        ))}
      </div>
    </figure>
  );
}

function Colours({ scale }: { readonly scale: Scale }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const kind = themeKind.value;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const { byShare } = shadesOf(scale.kind, paletteNow());
    const image = context.createImageData(STEPS, 1);
    const at = (i: number): number => byShare[shadeOf(shareAt(scale.kind, i / (STEPS - 1)))];
    new Uint32Array(image.data.buffer).set(Array.from({ length: STEPS }, (_, i) => at(i)));
    context.putImageData(image, 0, 0);
  }, [scale.kind, kind]);
  return <canvas ref={canvas} width={STEPS} height={1} aria-hidden="true" />;
}

function Carets({ maps, from, space }: Omit<Props, 'title'>) {
  const flat = watchedFlat(space);
  if (flat === null) return null;
  return (
    <>
      {maps.map(({ which, data, scale }) => {
        const number = data[flat - from];
        if (number === undefined || Number.isNaN(number)) return null;
        const at = legendAt(scale.kind, shareOf(scale, number));
        return <span key={which} class={`caret ${which}`} style={{ left: `${at * 100}%` }} aria-hidden="true" />;
      })}
    </>
  );
}
