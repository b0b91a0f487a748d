// What is wrong with a gradient, what speaks for it, and how sure that is.

import { culprits, evidenceLines, faultText } from '../../protocol/format';
import { result, select } from '../state';

export function Diagnosis({ tensor }: { readonly tensor: string }) {
  const { report } = result.value!;
  const faults = report.faults.filter((fault) => fault.tensor === tensor);
  const culprit = culprits(report).get(tensor);
  if (faults.length === 0 && culprit === undefined) return null;
  return (
    <div class="diagnosis">
      {faults.map((fault) => (
        <>
          <p class="verdict fail">
            <span aria-hidden="true">✗ </span>
            {faultText(fault)}
          </p>
          <p class="quiet">
            {fault.layer}, <code>{fault.code}</code>. What speaks for it:
          </p>
          <ul>
            {evidenceLines(fault).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      ))}
      {culprit !== undefined && (
        <p>
          It is wrong only because of what comes back from{' '}
          <button type="button" class="link" onClick={() => select({ node: culprit })}>
            {culprit}
          </button>
          : it needs no change of its own.
        </p>
      )}
    </div>
  );
}
