// The same results as a table: for screen readers, for the keyboard, and for who reads numbers rather than pictures.

import { formatError, formatNumber } from '../protocol/format';
import type { GraphView } from '../protocol/messages';
import { shapeText, verdictOf } from './words';

interface Props {
  readonly view: GraphView;
  readonly onSelect: (node: string) => void;
}

export function TensorTable({ view, onSelect }: Props) {
  const rows = view.nodes.flatMap((node) => node.outputs.map((name) => ({ node, tensor: view.tensors[name] })));
  return (
    <details class="scroll">
      <summary>All tensors as a table</summary>
      <table>
        <thead>
          <tr>
            {['tensor', 'shape', 'verdict', 'checked', 'relative error', 'bound', 'gradient norm'].map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ node, tensor: { name, shape, report } }) => (
            <tr>
              <th scope="row">
                <button type="button" class="link" onClick={() => onSelect(node.id)}>
                  {name}
                </button>
              </th>
              <td>{shapeText(shape)}</td>
              {report && (
                <>
                  <td class={`verdict ${report.status}`}>
                    {verdictOf(report.status).glyph} {verdictOf(report.status).words}
                  </td>
                  <td>
                    {report.checked} of {report.elements}
                  </td>
                  <td>{formatError(report.maxRelError)}</td>
                  <td>{formatError(report.boundMax)}</td>
                  <td>{formatNumber(Number(report.gradNorm))}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
