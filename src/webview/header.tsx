// The line above the graph: the network's verdict, its loss, and the way to run again.

import { formatNumber } from '../protocol/format';
import type { CheckReport, Progress } from '../protocol/messages';
import { ask } from './host';
import { verdictOf } from './words';

const WORDS = { pass: 'Every gradient agrees', fail: 'A gradient is wrong', undecided: 'Some gradients are undecided' };

interface Props {
  readonly report: CheckReport;
  readonly stale: boolean;
  readonly busy: boolean;
  readonly progress: Progress | null;
}

export function Header({ report, stale, busy, progress }: Props) {
  return (
    <header>
      <h1>{report.network}</h1>
      <span class={`verdict ${report.status}`} role="status">
        <span aria-hidden="true">{verdictOf(report.status).glyph} </span>
        {WORDS[report.status]}
      </span>
      <span class="quiet">
        loss {formatNumber(Number(report.loss))} · {report.dtype} · {report.method}
      </span>
      {stale && <span class="stale">the text has changed since this check</span>}
      <button type="button" onClick={() => ask({ type: 'run' })} disabled={busy}>
        {busy ? `Checking${progress ? ` ${Math.round((100 * progress.done) / progress.total)} %` : ' …'}` : 'Run check'}
      </button>
    </header>
  );
}
