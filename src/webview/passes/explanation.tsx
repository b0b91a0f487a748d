// The step at work, in words and as a formula with its numbers: upstream × local derivative = what goes on.

import { useEffect, useState } from 'preact/hooks';
import { formatNumber } from '../../protocol/format';
import type { Picture } from '../../picture/scene/picture';
import { shapeText, singleOf } from '../../picture/words';
import { sentBy, type Sent } from './local';
import { Gradient, Local, Num } from './math';
import { sentenceOf } from './sentences';
import type { Step } from './steps';

/** So many products are written out. */
const TERMS = 4;

export function Explanation({ step, picture }: { readonly step: Step; readonly picture: Picture }) {
  const node = picture.byId.get(step.node)?.node;
  if (!node) return null;
  return (
    <div class="explanation" aria-live="polite">
      <p>
        <strong>{node.label}</strong> <span class="quiet">{node.type}</span> {sentenceOf(node.type, step.direction)}
      </p>
      {step.direction === 'forward' ? (
        <Computed id={step.node} picture={picture} />
      ) : (
        <SentBack id={step.node} picture={picture} />
      )}
    </div>
  );
}

const SIGNS: Readonly<Record<string, string>> = { Add: '+', Sub: '−', Mul: '×', Div: '/' };

function Computed({ id, picture: { flat, byId } }: { readonly id: string; readonly picture: Picture }) {
  const { node } = byId.get(id)!;
  const operands = flat.edges.filter(({ to }) => to === id).map(({ tensor }) => flat.tensors[tensor]);
  const [output] = node.outputs.map((name) => flat.tensors[name]);
  const numbers = operands.map(singleOf);
  const result = output && singleOf(output);
  const formula = node.formula?.forward;
  if (typeof result !== 'number' || numbers.length === 0 || numbers.includes(null)) {
    return (
      <p>
        {formula && <code>{formula}</code>}{' '}
        <span class="quiet">
          {operands.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(', ')} →{' '}
          {output && shapeText(output.shape)}
        </span>
      </p>
    );
  }
  const sign = SIGNS[node.type];
  return (
    <p>
      {formula && (
        <>
          <code>{formula}</code>{' '}
        </>
      )}
      <math>
        {sign === undefined && <mi>{node.type.toLowerCase()}</mi>}
        {sign === undefined && <mo>(</mo>}
        {(numbers as number[]).map((number, i) => (
          <>
            {i > 0 && <mo>{sign ?? ','}</mo>}
            <Num of={number} />
          </>
        ))}
        {sign === undefined && <mo>)</mo>}
        <mo>=</mo>
        <mn>{formatNumber(result)}</mn>
      </math>
    </p>
  );
}

function SentBack({ id, picture }: { readonly id: string; readonly picture: Picture }) {
  const [sent, setSent] = useState<{ readonly id: string; readonly to: readonly Sent[] } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    setFailure(null);
    sentBy(picture, id).then(
      (to) => wanted && setSent({ id, to }),
      (error: Error) => wanted && setFailure(error.message),
    );
    return () => void (wanted = false);
  }, [id, picture]);
  if (failure) return <p class="quiet">The local derivatives are not known: {failure}</p>;
  if (sent?.id !== id) return <p class="quiet">…</p>;
  return (
    <ul class="sent">
      {sent.to.map((one) => (
        <SentTo key={one.tensor} sent={one} />
      ))}
    </ul>
  );
}

export function SentTo({ sent: { tensor, index, steps, total, others } }: { readonly sent: Sent }) {
  const name = index.length > 0 ? `${tensor}[${index.join(',')}]` : tensor;
  return (
    <>
      {steps.map(({ to, terms, reached, sum, handWritten, operand }) => (
        <li key={`${to} ${operand}`}>
          <math displaystyle>
            <Gradient of={name} />
            <mo>{others > 0 ? '←' : '='}</mo>
            {reached === 1 && (
              <>
                <Gradient of={to} />
                <mo>×</mo>
                <Local of={to} by={name} />
                <mo>=</mo>
              </>
            )}
            {terms.slice(0, TERMS).map(({ upstream, local }, i) => (
              <>
                {i > 0 && <mo>+</mo>}
                <Num of={upstream} />
                <mo>×</mo>
                <Num of={local} />
              </>
            ))}
            {reached > TERMS && <mo>+ …</mo>}
            <mo>=</mo>
            <mn class="result">{formatNumber(sum)}</mn>
          </math>
          <span class="quiet">
            {reached > TERMS && ` over ${reached} elements`}
            {others > 0 && ` · with the other branches ${formatNumber(total)}`}
            {handWritten && ` · the backward pass under test gives ${formatNumber(total)}`}
          </span>
        </li>
      ))}
    </>
  );
}
