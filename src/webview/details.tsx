// The selected node: what it computes, and its tensors' values with both gradients side by side.

import { faultText, formatError, formatNumber } from '../protocol/format';
import type { TensorView } from '../protocol/messages';
import { tell } from './host';
import { neighbours, type Picture } from '../picture/scene/picture';
import { result, select, selection, toggle } from './state';
import { shapeText, shownOf, verdictOf } from '../picture/words';

export function Details({ picture }: { readonly picture: Picture }) {
  const placed = selection.value.node === null ? undefined : picture.byId.get(selection.value.node);
  if (!placed) return null;
  const { node, opens, form } = placed;
  const { layer } = node;
  const faults = result.value!.report.faults;
  return (
    <aside aria-label={`${node.label} in detail`}>
      <div class="bar">
        <h2>{node.label}</h2>
        {layer !== null && (
          <button type="button" onClick={() => tell({ type: 'reveal', name: layer, how: 'go' })}>
            Go to layer
          </button>
        )}
        {opens !== null && (
          <button type="button" aria-expanded={form === 'frame'} onClick={() => toggle(opens)}>
            {form === 'frame' ? 'Close layer' : 'Open layer'}
          </button>
        )}
        <button type="button" onClick={() => select({ node: null })} aria-label="Close the details">
          ✕
        </button>
      </div>
      {node.type && <p class="quiet">{node.type}</p>}
      {faults
        .filter((fault) => fault.layer === layer)
        .map((fault) => (
          <p class="verdict fail">
            <span aria-hidden="true">✗ </span>
            {faultText(fault)}
          </p>
        ))}
      {node.formula && (
        <dl class="formula">
          <dt>forward</dt>
          <dd>
            <code>{node.formula.forward}</code>
          </dd>
          {Object.entries(node.formula.gradients).map(([operand, text]) => (
            <>
              <dt>d{operand}</dt>
              <dd>
                <code>{text}</code>
              </dd>
            </>
          ))}
        </dl>
      )}
      <Links title="comes from" ids={neighbours(picture, placed.id, 'backwards')} picture={picture} />
      <Links title="goes to" ids={neighbours(picture, placed.id, 'forwards')} picture={picture} />
      {tensorsOf(placed.id, picture).map((tensor) => (
        <TensorCard key={tensor.name} tensor={tensor} />
      ))}
    </aside>
  );
}

function Links({
  title,
  ids,
  picture,
}: {
  readonly title: string;
  readonly ids: readonly string[];
  readonly picture: Picture;
}) {
  if (ids.length === 0) return null;
  return (
    <p class="links">
      <span class="quiet">{title} </span>
      {ids.map((id) => (
        <button key={id} type="button" class="link" onClick={() => select({ node: id })}>
          {picture.byId.get(id)?.node.label}
        </button>
      ))}
    </p>
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
