// What the selected node is: what it computes, what is wrong with it, what it comes from and goes to.

import { faultText } from '../protocol/format';
import { neighbours, type Picture, type PlacedNode } from '../picture/scene/picture';
import { handout } from './handout/host';
import { tell } from './host';
import { result, select, toggle } from './state';
import { wide } from './tensor/settings';

interface Props {
  readonly placed: PlacedNode;
  readonly picture: Picture;
}

export function About({ placed, picture }: Props) {
  const { id, node } = placed;
  const faults = result.value!.report.faults.filter(({ layer }) => layer === node.layer);
  return (
    <>
      <Bar placed={placed} />
      {node.type && <p class="quiet">{node.type}</p>}
      {faults.map((fault) => (
        <p class="verdict fail">
          <span aria-hidden="true">✗ </span>
          {faultText(fault)}
        </p>
      ))}
      {node.formula && <Formula formula={node.formula} />}
      <Links title="comes from" ids={neighbours(picture, id, 'backwards')} picture={picture} />
      <Links title="goes to" ids={neighbours(picture, id, 'forwards')} picture={picture} />
    </>
  );
}

function Bar({ placed: { node, opens, form } }: { readonly placed: PlacedNode }) {
  const { layer } = node;
  return (
    <div class="bar">
      <h2>{node.label}</h2>
      {layer !== null && !handout && (
        <button type="button" onClick={() => tell({ type: 'reveal', name: layer, how: 'go' })}>
          Go to layer
        </button>
      )}
      {opens !== null && (
        <button type="button" aria-expanded={form === 'frame'} onClick={() => toggle(opens)}>
          {form === 'frame' ? 'Close layer' : 'Open layer'}
        </button>
      )}
      <button
        type="button"
        aria-pressed={wide.value}
        aria-label="Wide details"
        onClick={() => (wide.value = !wide.peek())}
      >
        ⇔
      </button>
      <button type="button" onClick={() => select({ node: null })} aria-label="Close the details">
        ✕
      </button>
    </div>
  );
}

function Formula({ formula }: { readonly formula: NonNullable<PlacedNode['node']['formula']> }) {
  return (
    <dl class="formula">
      <dt>forward</dt>
      <dd>
        <code>{formula.forward}</code>
      </dd>
      {Object.entries(formula.gradients).map(([operand, text]) => (
        <>
          <dt>d{operand}</dt>
          <dd>
            <code>{text}</code>
          </dd>
        </>
      ))}
    </dl>
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
