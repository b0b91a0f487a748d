// The graph panel: waits for results, draws the latest.

import { render } from 'preact';
import { GraphCanvas } from './canvas/graph';
import { Details } from './details';
import { Failure } from './failure';
import { handout } from './handout/host';
import { followTheme } from './handout/theme';
import { Header } from './header';
import { listen, tell } from './host';
import { PassesBar } from './passes/bar';
import { complaint, failure, picture, receive, result, running } from './state';
import { TensorTable } from './table';
import { WhatIfBanner } from './what-if/banner';
import { overrides } from './what-if/state';

function Panel() {
  if (failure.value) return <Failure report={failure.value} />;
  if (!result.value)
    return (
      <p class="notice">{running.value ? 'Checking the gradients …' : 'Run the gradient check to see the graph.'}</p>
    );
  const drawn = picture.value;
  return (
    <div class="panel">
      <Header />
      <WhatIfBanner />
      {complaint.value && (
        <p class="complaint" role="alert">
          {complaint.value}
        </p>
      )}
      <div class="split">
        <div class="drawing">
          {drawn ? <GraphCanvas picture={drawn} /> : <p class="notice">Laying out the graph …</p>}
          {drawn && <PassesBar picture={drawn} />}
        </div>
        {drawn && <Details picture={drawn} />}
      </div>
      {drawn && <TensorTable picture={drawn} />}
    </div>
  );
}

if (handout) followTheme();
const root = document.getElementById('root');
if (!root) throw new Error('the panel has no #root');
render(<Panel />, root);
listen(receive);
tell({ type: 'ready', overrides: overrides.peek() });
