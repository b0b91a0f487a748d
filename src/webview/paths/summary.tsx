// The path, tensor by tensor; it stays while the tensors on it are looked at.

import { makerOf, type Picture } from '../../picture/scene/picture';
import { elementName } from '../../picture/words';
import type { PathAnswer, Relation } from '../../protocol/messages';
import { select } from '../state';
import { lastElement, type Known } from '../why/question';
import { countOf, RELATIONS } from './drawn';
import { isDrawn, pathAnswer } from './path';

const RELATION_ORDER: readonly Relation[] = ['with', 'from', 'to'];

export function PathSummary({ picture }: { readonly picture: Picture }) {
  const [known, one] = [pathAnswer.value, lastElement.value];
  if (!known || !one) return null;
  const name = elementName(one);
  return (
    <section class="why" aria-label={`Path of ${name}`}>
      <h3>Path of {name}</h3>
      <label>
        <input
          type="checkbox"
          checked={isDrawn.value}
          onChange={({ currentTarget }) => (isDrawn.value = currentTarget.checked)}
        />{' '}
        Show it in the graph and the maps
      </label>
      <Relations known={known} picture={picture} />
    </section>
  );
}

function Relations({ known, picture }: { readonly known: Known<PathAnswer>; readonly picture: Picture }) {
  switch (known.kind) {
    case 'asked':
      return <p class="quiet">…</p>;
    case 'gone':
      return <p class="quiet">The numbers of this check are gone: run it again to see the path.</p>;
    case 'failed':
      return <p class="quiet">The path is not known: {known.message}</p>;
    case 'known':
      return (
        <>
          <dl class="relations">
            {RELATION_ORDER.map((relation) => (
              <Parts key={relation} relation={relation} answer={known.answer} picture={picture} />
            ))}
          </dl>
          {known.answer.opaque.length > 0 && (
            <p class="quiet">
              {known.answer.opaque.join(', ')}: computed by code of which nothing is known but its results. All that it
              is given counts for all of it.
            </p>
          )}
        </>
      );
  }
}

interface PartsProps {
  readonly relation: Relation;
  readonly answer: PathAnswer;
  readonly picture: Picture;
}

function Parts({ relation, answer, picture }: PartsProps) {
  const { sign, words } = RELATIONS[relation];
  const { flat, byId, drawnAs } = picture;
  // What is inside of a closed layer is not drawn; constants are there as their numbers.
  const isShown = (tensor: string, node: string | undefined): boolean => {
    const isDrawn = node === undefined || byId.get(node)?.node.outputs.includes(tensor);
    return isDrawn === true && Object.hasOwn(flat.tensors, tensor) && flat.tensors[tensor].role !== 'constant';
  };
  const parts = answer.parts
    .filter((part) => part.relation === relation)
    .map((part) => {
      const maker = makerOf(picture, part.tensor);
      return { part, node: maker && drawnAs.get(maker.id) };
    })
    .filter(({ part, node }) => isShown(part.tensor, node));
  if (parts.length === 0) return null;
  return (
    <>
      <dt>
        <span aria-hidden="true">{sign} </span>
        {words}
      </dt>
      <dd>
        <ul>
          {parts.map(({ part, node }) => (
            <li key={part.tensor}>
              {node === undefined ? (
                part.tensor
              ) : (
                <button type="button" class="link" onClick={() => select({ node, tensor: part.tensor })}>
                  {part.tensor}
                </button>
              )}{' '}
              {countOf(part).slice(2)}
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}
