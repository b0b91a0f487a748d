// A kink: the slopes to both sides of the point, and what the analytic gradient is against them.

import { formatNumber } from '../../protocol/format';
import type { ElementAnswer } from '../../protocol/messages';
import { amongSlopes } from './sentences';

const WIDTH = 220;
const HEIGHT = 120;
const REACH = 90;
/** How steep the steepest line is drawn. */
const STEEPEST = 0.5;

interface Props {
  readonly answer: ElementAnswer;
  readonly slopes: readonly [number, number];
}

export function Slopes({ answer: { analytic, tolerance, bound }, slopes }: Props) {
  const [left, right] = slopes;
  const largest = Math.max(...[left, right, analytic ?? 0].filter(Number.isFinite).map(Math.abs));
  const rise = (slope: number): number => (largest > 0 ? (slope / largest) * STEEPEST * REACH : 0);
  const [x, y] = [WIDTH / 2, HEIGHT / 2];
  const told = `Slope to the left ${formatNumber(left)}, to the right ${formatNumber(right)}, analytic ${formatNumber(analytic ?? NaN)}.`;
  return (
    <figure class="slopes">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`A kink. ${told}`}>
        <path class="axis" d={`M${x},6 V${HEIGHT - 6} M6,${y} H${WIDTH - 6}`} />
        <path class="side" d={`M${x - REACH},${y + rise(left)} L${x},${y} L${x + REACH},${y - rise(right)}`} />
        {analytic !== null && (
          <path class="chosen" d={`M${x - REACH},${y + rise(analytic)} L${x + REACH},${y - rise(analytic)}`} />
        )}
        <circle class="point" cx={x} cy={y} r="4" />
      </svg>
      <figcaption>
        <dl class="numbers-of">
          <dt>slope to the left</dt>
          <dd>{formatNumber(left)}</dd>
          <dt>slope to the right</dt>
          <dd>{formatNumber(right)}</dd>
          <dt>analytic (dashed)</dt>
          <dd>{formatNumber(analytic ?? NaN)}</dd>
        </dl>
        {analytic !== null && <p>{amongSlopes(analytic, slopes, (tolerance ?? 0) + (bound ?? 0))}</p>}
      </figcaption>
    </figure>
  );
}
