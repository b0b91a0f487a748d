// A node's tensors, one of them in view with all its numbers.

import type { TensorView } from '../../protocol/messages';
import { formatError } from '../../protocol/format';
import { shapeText, shownOf, verdictOf } from '../../picture/words';
import { select, selection } from '../state';
import { layerInside } from '../why/question';
import { Look } from './look';

export function TensorPanel({ tensors }: { readonly tensors: readonly TensorView[] }) {
  const chosen = tensors.find(({ name }) => name === selection.value.tensor) ?? tensors[0];
  if (!chosen) return null;
  return (
    <section class="tensor" aria-label={`Tensor ${chosen.name}`}>
      {tensors.length > 1 && <Choice tensors={tensors} chosen={chosen} />}
      <Heading tensor={chosen} />
      <Look key={`${chosen.name} ${chosen.shape.join()}`} tensor={chosen} inside={layerInside(chosen.name)} />
    </section>
  );
}

function Choice({ tensors, chosen }: { readonly tensors: readonly TensorView[]; readonly chosen: TensorView }) {
  return (
    <div class="row choice" role="group" aria-label="Tensors">
      {tensors.map((tensor) => {
        const shown = shownOf(tensor);
        return (
          <button
            key={tensor.name}
            type="button"
            aria-pressed={tensor === chosen}
            onClick={() => select({ tensor: tensor.name })}
          >
            {shown && (
              <span class={`verdict ${shown}`} aria-label={verdictOf(shown).words}>
                {verdictOf(shown).glyph}{' '}
              </span>
            )}
            {tensor.name}
          </button>
        );
      })}
    </div>
  );
}

function Heading({ tensor }: { readonly tensor: TensorView }) {
  const { report } = tensor;
  const shown = shownOf(tensor);
  return (
    <>
      <h3>
        {tensor.name} <span class="quiet">{shapeText(tensor.shape)}</span>
      </h3>
      {report && shown && (
        <p class={`verdict ${shown}`}>
          {verdictOf(shown).glyph} {verdictOf(shown).words}
          {report.checked > 0 && (
            <span class="quiet">
              {' '}
              · relative error {formatError(report.maxRelError)} · bound {formatError(report.boundMax)}
            </span>
          )}
        </p>
      )}
    </>
  );
}
