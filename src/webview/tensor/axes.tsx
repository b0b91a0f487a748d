// Which part of a tensor with more than two dimensions is in view: each leading axis at one index, or all of it in tiles.

import { formatCount } from '../../protocol/format';
import type { Shape } from '../../picture/positions';

interface Props {
  readonly shape: Shape;
  /** The axes that can be held. */
  readonly axes: readonly number[];
  readonly held: readonly (number | null)[];
  readonly onHold: (axis: number, at: number | null) => void;
}

export function Axes({ shape, axes, held, onHold }: Props) {
  const long = axes.filter((axis) => shape[axis] > 1);
  if (long.length === 0) return null;
  return (
    <div class="axes" role="group" aria-label="Slice">
      {long.map((axis) => (
        <Axis key={axis} axis={axis} extent={shape[axis]} at={held[axis]} onHold={(at) => onHold(axis, at)} />
      ))}
    </div>
  );
}

interface AxisProps {
  readonly axis: number;
  readonly extent: number;
  readonly at: number | null;
  readonly onHold: (at: number | null) => void;
}

function Axis({ axis, extent, at, onHold }: AxisProps) {
  const take = (text: string): void => {
    const index = Math.round(Number(text));
    if (text !== '' && index >= 0 && index < extent) onHold(index);
  };
  return (
    <div class="axis">
      <span id={`axis-${axis}`}>
        axis {axis} <span class="quiet">of {formatCount(extent)}</span>
      </span>
      <label>
        <input
          type="checkbox"
          checked={at === null}
          aria-describedby={`axis-${axis}`}
          onChange={({ currentTarget }) => onHold(currentTarget.checked ? null : 0)}
        />{' '}
        all
      </label>
      <input
        type="range"
        min="0"
        max={extent - 1}
        value={at ?? 0}
        aria-label={`Index along axis ${axis}`}
        onInput={({ currentTarget }) => take(currentTarget.value)}
      />
      <input
        type="number"
        min="0"
        max={extent - 1}
        value={at ?? ''}
        placeholder="all"
        aria-label={`Index along axis ${axis}, as a number`}
        onInput={({ currentTarget }) => take(currentTarget.value)}
      />
    </div>
  );
}
