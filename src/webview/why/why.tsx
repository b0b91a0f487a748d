// Why the gradient of the selected element is what it is, and why it is right or wrong.

import { formatError, formatNumber } from '../../protocol/format';
import type { ElementAnswer } from '../../protocol/messages';
import type { Picture } from '../../picture/scene/picture';
import { elementName, verdictOf } from '../../picture/words';
import { PathSummary } from '../paths/summary';
import { SentTo } from '../passes/explanation';
import { result, select, selection } from '../state';
import { Diagnosis } from './diagnosis';
import { answerTo, askOf, element, type Element, type Known } from './question';
import { judgement } from './sentences';
import { Slopes } from './slopes';
import { WHY_ID } from './to-why';
import { StepPlot } from './step-plot';

const known = answerTo(
  () => element.value,
  (one) => askOf('element', one),
);
const errors = answerTo(
  () => element.value,
  (one) => askOf('stepErrors', one),
);

export function Why({ picture }: { readonly picture: Picture }) {
  return (
    <>
      {element.value ? <Of element={element.value} /> : <Worst picture={picture} />}
      <PathSummary picture={picture} />
    </>
  );
}

function Of({ element }: { readonly element: Element }) {
  const name = elementName(element);
  return (
    <section class="why" id={WHY_ID} tabIndex={-1} aria-label={`Why: ${name}`}>
      <h3>Why: {name}</h3>
      <Answered known={known.value}>{(answer) => <Reasons answer={answer} name={name} />}</Answered>
    </section>
  );
}

/** Where no element is selected: those that a person is likely to ask about. */
function Worst({ picture }: { readonly picture: Picture }) {
  const worst = worstAt(picture);
  if (worst.length === 0) return null;
  return (
    <section class="why" aria-label="Why">
      <h3>Why</h3>
      <p>
        Choose an element to see why its gradient is what it is. The worst:{' '}
        {worst.map((one) => (
          <button key={one.tensor} type="button" onClick={() => select({ tensor: one.tensor, element: one.index })}>
            {elementName(one)}
          </button>
        ))}
      </p>
    </section>
  );
}

/** Of the tensor in view; else of those that the node is guilty of, or else of its own. */
function worstAt({ flat, byId }: Picture): Element[] {
  const { node, tensor } = selection.value;
  const placed = byId.get(node ?? '');
  const faults = result.value?.report.faults.filter(({ layer }) => layer === placed?.node.layer) ?? [];
  const own = faults.length > 0 ? faults.map((fault) => fault.tensor) : (placed?.judged ?? []);
  return [...new Set(tensor === null ? own : [tensor])].flatMap((name) => {
    const worst = flat.tensors[name]?.report?.worst;
    return worst ? [{ tensor: name, index: worst.index }] : [];
  });
}

interface AnsweredProps<T> {
  readonly known: Known<T> | null;
  readonly children: (answer: T) => preact.JSX.Element;
}

function Answered<T>({ known, children }: AnsweredProps<T>) {
  switch (known?.kind) {
    case 'known':
      return children(known.answer);
    case 'gone':
      return <p class="quiet">The numbers of this check are gone: run it again.</p>;
    case 'failed':
      return <p class="quiet">It is not known: {known.message}</p>;
    default:
      return <p class="quiet">…</p>;
  }
}

function Reasons({ answer, name }: { readonly answer: ElementAnswer; readonly name: string }) {
  const { tensor, slopes, steps, analytic } = answer;
  return (
    <>
      <Verdict answer={answer} />
      <Diagnosis tensor={tensor} />
      {slopes && <Slopes answer={answer} slopes={slopes} />}
      {steps.length > 0 && analytic !== null && (
        <>
          <h4>The chain rule</h4>
          <div class="scroll" role="region" aria-label="The chain rule" tabIndex={0}>
            <ul class="sent">
              <SentTo sent={{ tensor, index: answer.index, steps, total: analytic, others: steps.length - 1 }} />
            </ul>
          </div>
        </>
      )}
      {analytic !== null && (
        <>
          <h4>Error against step</h4>
          <Answered known={errors.value}>{(found) => <StepPlot key={name} answer={found} element={answer} />}</Answered>
        </>
      )}
    </>
  );
}

function Verdict({ answer }: { readonly answer: ElementAnswer }) {
  const { value, analytic, numeric, bound, tolerance, verdict } = answer;
  return (
    <>
      {verdict && (
        <p class={`verdict ${verdict}`}>
          {verdictOf(verdict).glyph} {verdictOf(verdict).words}
        </p>
      )}
      <dl class="numbers-of">
        <dt>value</dt>
        <dd>{formatNumber(value)}</dd>
        {analytic !== null && (
          <>
            <dt>analytic a</dt>
            <dd>{formatNumber(analytic)}</dd>
          </>
        )}
        {numeric !== null && (
          <>
            <dt>numerical n</dt>
            <dd>{formatNumber(numeric)}</dd>
          </>
        )}
      </dl>
      {analytic !== null && numeric !== null && (
        <p class="arithmetic">
          |a − n| = {formatError(Math.abs(analytic - numeric))}, bound {formatError(bound ?? NaN)}, tolerance{' '}
          {formatError(tolerance ?? NaN)}
        </p>
      )}
      <p>{judgement(answer)}</p>
    </>
  );
}
