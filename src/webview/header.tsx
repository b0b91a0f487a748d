// The line above the graph: the network's verdict, its loss, and the way to run again.

import { formatNumber } from '../protocol/format';
import { ExportMenu } from './export/menu';
import { handout } from './handout/host';
import { ThemeSwitch } from './handout/theme';
import { tell } from './host';
import { isStale, result, running } from './state';
import { NETWORK_VERDICTS, verdictOf } from '../picture/words';

export function Header() {
  const { report } = result.value!;
  return (
    <header>
      <h1>{report.network}</h1>
      <span class={`verdict ${report.status}`} role="status">
        <span aria-hidden="true">{verdictOf(report.status).glyph} </span>
        {NETWORK_VERDICTS[report.status]}
      </span>
      <span class="quiet">
        loss {formatNumber(Number(report.loss))} · {report.dtype} · {report.method}
      </span>
      {handout && (
        <span class="quiet" title={`Made by Gradient Debugger ${handout.made.version}, ${handout.made.at}`}>
          from {report.file}, {handout.made.at.slice(0, 'yyyy-mm-dd'.length)}
        </span>
      )}
      {isStale.value && <span class="stale">the text has changed since this check</span>}
      <div class="actions">
        <ExportMenu />
        {handout ? <ThemeSwitch /> : <RunButton />}
      </div>
    </header>
  );
}

function RunButton() {
  const progress = running.value?.progress ?? null;
  return (
    <button type="button" onClick={() => tell({ type: 'run' })} disabled={running.value !== null}>
      {running.value
        ? `Checking${progress ? ` ${Math.round((100 * progress.done) / progress.total)} %` : ' …'}`
        : 'Run check'}
    </button>
  );
}
