// The selected node: what it is, and its tensors.

import { formatError, formatNumber } from '../protocol/format';
import type { TensorView } from '../protocol/messages';
import type { Picture } from '../picture/scene/picture';
import { shapeText, shownOf, verdictOf } from '../picture/words';
import { About } from './about';
import { selection } from './state';
import { WhatIf } from './what-if/what-if';

export function Details({ picture }: { readonly picture: Picture }) {
  const placed = selection.value.node === null ? undefined : picture.byId.get(selection.value.node);
  if (!placed) return null;
  return (
    <aside aria-label={`${placed.node.label} in detail`}>
      <About placed={placed} picture={picture} />
      <WhatIf node={placed.node} />
      {tensorsOf(placed.id, picture).map((tensor) => (
        <TensorCard key={tensor.name} tensor={tensor} />
      ))}
    </aside>
  );
}

/** Its own outputs first, then what flows into it. */
function tensorsOf(id: string, { flat, byId, drawnAs }: Picture): TensorView[] {
  const incoming = flat.edges
    .filter(({ to, from }) => drawnAs.get(to) === id && drawnAs.get(from) !== id)
    .map(({ tensor }) => tensor);
  return [...new Set([...(byId.get(id)?.node.outputs ?? []), ...incoming])].map((name) => flat.tensors[name]);
}

function TensorCard({ tensor }: { readonly tensor: TensorView }) {
  const { report } = tensor;
  const shown = shownOf(tensor);
  return (
    <section class="tensor">
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
      <Elements tensor={tensor} />
    </section>
  );
}

function Elements({ tensor }: { readonly tensor: TensorView }) {
  const { value, analytic, numeric, difference } = tensor;
  const columns = [
    { title: 'value', summary: value },
    { title: 'analytic', summary: analytic },
    { title: 'numerical', summary: numeric },
    { title: 'difference', summary: difference },
  ].filter(({ summary }) => summary !== null);
  return (
    <div class="scroll" role="region" aria-label={`Elements of ${tensor.name}`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">index</th>
            {columns.map(({ title }) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {value.head.map((_, i) => (
            <tr>
              <th scope="row">{indexText(tensor.shape, i)}</th>
              {columns.map(({ summary }) => (
                <td>{formatNumber(summary?.head[i] ?? NaN)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function indexText(shape: readonly number[], flat: number): string {
  const index: number[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(flat % shape[axis]);
    flat = Math.floor(flat / shape[axis]);
  }
  return `[${index.join(', ')}]`;
}
