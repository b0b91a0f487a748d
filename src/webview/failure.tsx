// What stands in place of the graph where the file could not be read or run.

import type { ErrorReport } from '../protocol/messages';

export function Failure({ report }: { readonly report: ErrorReport }) {
  return (
    <section class="notice" role="alert">
      <h1>This network cannot be read yet</h1>
      <ul>
        {report.errors.map(({ message, span }) => (
          <li>
            <span class="quiet">
              line {span.line}, column {span.column}:{' '}
            </span>
            {message}
          </li>
        ))}
      </ul>
    </section>
  );
}
