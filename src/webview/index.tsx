// The graph panel: waits for results, draws the latest.

import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PanelMessage } from '../protocol/messages';
import { Details } from './details';
import { Failure } from './failure';
import { GraphCanvas } from './graph';
import { Header } from './header';
import { ask, listen, savedState, saveState } from './host';
import { TensorTable } from './table';

type Result = Extract<PanelMessage, { type: 'result' }>;
type Running = Extract<PanelMessage, { type: 'running' }>;

function Panel() {
  const [result, setResult] = useState<Result | null>(null);
  const [running, setRunning] = useState<Running | null>(null);
  const [selected, setSelected] = useState(savedState().selected);

  useEffect(() => {
    listen((message) => {
      if (message.type === 'result') setResult(message);
      setRunning(message.type === 'running' ? message : null);
    });
    ask({ type: 'ready' });
  }, []);
  useEffect(() => saveState({ selected }), [selected]);

  if (!result)
    return <p class="notice">{running ? 'Checking the gradients …' : 'Run the gradient check to see the graph.'}</p>;
  if (!result.result.ok) return <Failure report={result.result.report} />;
  const { view, report } = result.result;
  const node = view.nodes.find(({ id }) => id === selected) ?? null;
  return (
    <div class="panel">
      <Header report={report} stale={result.stale} progress={running?.progress ?? null} busy={running !== null} />
      <div class="split">
        <GraphCanvas view={view} selected={node?.id ?? null} onSelect={setSelected} />
        {node && <Details node={node} view={view} faults={report.faults} onClose={() => setSelected(null)} />}
      </div>
      <TensorTable view={view} onSelect={setSelected} />
    </div>
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('the panel has no #root');
render(<Panel />, root);
