// The same results as a table: for screen readers, for the keyboard, and for who reads numbers rather than pictures.

import { formatError, formatNumber } from '../protocol/format';
import { useSignal } from '@preact/signals';
import type { Picture } from '../picture/scene/picture';
import { select } from './state';
import { shapeText, shownOf, verdictOf } from '../picture/words';

export function TensorTable({ picture }: { readonly picture: Picture }) {
  const isOpen = useSignal(false);
  return (
    <details class="scroll" onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
      <summary>All tensors as a table</summary>
      {isOpen.value && <Rows picture={picture} />}
    </details>
  );
}

function Rows({ picture: { flat, drawnAs } }: { readonly picture: Picture }) {
  const rows = flat.nodes.flatMap((node) => node.outputs.map((name) => ({ node, tensor: flat.tensors[name] })));
  return (
    <table>
      <thead>
        <tr>
          {['tensor', 'shape', 'verdict', 'checked', 'relative error', 'bound', 'gradient norm'].map((title) => (
            <th scope="col">{title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ node, tensor }) => {
          const { name, shape, report } = tensor;
          const shown = shownOf(tensor);
          return (
            <tr key={name}>
              <th scope="row">
                <button
                  type="button"
                  class="link"
                  onClick={() => select({ node: drawnAs.get(node.id) ?? node.id, tensor: name })}
                >
                  {name}
                </button>
              </th>
              <td>{shapeText(shape)}</td>
              {report && shown && (
                <>
                  <td class={`verdict ${shown}`}>
                    {verdictOf(shown).glyph} {verdictOf(shown).words}
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
          );
        })}
      </tbody>
    </table>
  );
}
