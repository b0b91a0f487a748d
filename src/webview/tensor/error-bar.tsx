// One comparison as a picture: the numerical gradient's error bar, around it what is allowed, and the analytic gradient.

import type { RankedElement } from '../../protocol/messages';
import { formatError } from '../../protocol/format';

const WIDTH = 72;
const HEIGHT = 14;
const MIDDLE = HEIGHT / 2;
/** How far from the middle there is room for, in units of what is allowed. */
const REACH = 3;
const ROOM = WIDTH / 2 - 6;

/** Distances are in units of the tolerance and the bound together: what is within 1 of the middle may be right. */
export function ErrorBar({ element }: { readonly element: RankedElement }) {
  const { allowed, bound, distance } = measuresOf(element);
  if (!Number.isFinite(distance) || !Number.isFinite(bound)) return <span class="quiet">not finite</span>;
  const at = (x: number): number => WIDTH / 2 + (ROOM * Math.max(-REACH, Math.min(REACH, x))) / REACH;
  const isBeyond = Math.abs(distance) > REACH;
  const tip = at(distance);
  const back = distance < 0 ? 7 : -7;
  return (
    <svg class="error-bar" width={WIDTH} height={HEIGHT} role="img" aria-label={wordsOf(distance)}>
      <rect class="allowed" x={at(-allowed)} y="2" width={at(allowed) - at(-allowed)} height={HEIGHT - 4} />
      <path class="axis" d={`M2,${MIDDLE}H${WIDTH - 2}`} />
      <path class="bound" d={`M${at(-bound)},3v8m0,-4H${at(bound)}m0,-4v8`} />
      {isBeyond ? (
        <path class="analytic" d={`M${tip},${MIDDLE}l${back},-5v10z`} />
      ) : (
        <circle class="analytic" cx={tip} cy={MIDDLE} r="3.5" />
      )}
    </svg>
  );
}

function wordsOf(distance: number): string {
  return `${formatError(Math.abs(distance))} times as far off as is allowed`;
}

/** In units of the tolerance and the bound together, which `badness` tells where there is a distance at all. */
function measuresOf({ analytic, numeric, bound, badness }: RankedElement) {
  const distance = analytic - numeric;
  const unit = badness > 0 && Number.isFinite(badness) ? Math.abs(distance) / badness : 0;
  if (unit === 0) return { allowed: 1, bound: 0, distance: distance === 0 ? 0 : NaN };
  return { allowed: 1 - bound / unit, bound: bound / unit, distance: distance / unit };
}
