// The selected node: what it computes, and its tensors' values with both gradients side by side.

import { faultText, formatError, formatNumber } from '../protocol/format';
import type { Fault, GraphView, TensorView, ViewNode } from '../protocol/messages';
import { ask } from './host';
import { shapeText, verdictOf } from './words';

interface Props {
  readonly node: ViewNode;
  readonly view: GraphView;
  readonly faults: readonly Fault[];
  readonly onClose: () => void;
}

export function Details({ node, view, faults, onClose }: Props) {
  const { layer } = node;
  return (
    <aside aria-label={`${node.label} in detail`}>
      <div class="bar">
        <h2>{node.label}</h2>
        {layer !== null && (
          <button type="button" onClick={() => ask({ type: 'reveal', layer })}>
            Go to layer
          </button>
        )}
        <button type="button" onClick={onClose} aria-label="Close the details">
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
      {tensorsOf(node, view).map((tensor) => (
        <TensorCard tensor={tensor} />
      ))}
    </aside>
  );
}

/** Its own outputs first, then what flows into it. */
function tensorsOf(node: ViewNode, view: GraphView): TensorView[] {
  const incoming = view.edges.filter(({ to }) => to === node.id).map(({ tensor }) => tensor);
  return [...new Set([...node.outputs, ...incoming])].map((name) => view.tensors[name]);
}

function TensorCard({ tensor }: { readonly tensor: TensorView }) {
  const { report } = tensor;
  return (
    <section class="tensor">
      <h3>
        {tensor.name} <span class="quiet">{shapeText(tensor.shape)}</span>
      </h3>
      {report && (
        <p class={`verdict ${report.status}`}>
          {verdictOf(report.status).glyph} {verdictOf(report.status).words}
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
    <div class="scroll">
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
