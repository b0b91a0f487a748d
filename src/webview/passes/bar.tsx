// The bar below the graph: goes through the passes forwards and backwards, and says what happens at each step.

import type { Picture } from '../../picture/scene/picture';
import { Explanation } from './explanation';
import { begin, current, goTo, leave, passes, play, playing, speed, SPEEDS, step } from './player';

export function PassesBar({ picture }: { readonly picture: Picture }) {
  const now = step.value;
  const steps = passes.value?.steps ?? [];
  if (steps.length === 0) return null;
  if (now === null) {
    return (
      <section class="passes" aria-label="Passes">
        <button type="button" onClick={play}>
          ▶ Play the passes
        </button>
        <button type="button" onClick={begin}>
          Step by step
        </button>
      </section>
    );
  }
  const at = current.value;
  const forwards = steps.filter(({ direction }) => direction === 'forward').length;
  return (
    <section class="passes open" aria-label="Passes">
      <div class="controls">
        <button type="button" aria-label="Step back" disabled={now === 0} onClick={() => goTo(now - 1)}>
          ◀
        </button>
        <button
          type="button"
          aria-label={playing.value ? 'Pause' : 'Play'}
          onClick={() => (playing.value ? (playing.value = false) : play())}
        >
          {playing.value ? '❚❚' : '▶'}
        </button>
        <button
          type="button"
          aria-label="Step forward"
          disabled={now === steps.length - 1}
          onClick={() => goTo(now + 1)}
        >
          ▶|
        </button>
        <input
          type="range"
          min={0}
          max={steps.length - 1}
          value={now}
          aria-label="Step of the passes"
          aria-valuetext={at ? `${at.direction}, ${at.node}` : ''}
          style={{ '--turn': `${(100 * (forwards - 0.5)) / Math.max(1, steps.length - 1)}%` }}
          onInput={({ currentTarget }) => goTo(Number(currentTarget.value))}
        />
        <span class={`direction ${at?.direction ?? ''}`}>
          {at?.direction} {now + 1} / {steps.length}
        </span>
        <label>
          Speed{' '}
          <select value={speed.value} onChange={({ currentTarget }) => (speed.value = Number(currentTarget.value))}>
            {SPEEDS.map((value) => (
              <option key={value} value={value}>
                {value}×
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={leave}>
          Leave
        </button>
      </div>
      {at && <Explanation step={at} picture={picture} />}
    </section>
  );
}
