// What a view of a tensor says of the path that it shows.

import { elementName } from '../../picture/words';
import { countOf, RELATIONS } from './drawn';
import { isDrawn, path } from './path';

export function PathNote({ tensor }: { readonly tensor: string }) {
  const now = path.value;
  if (!now || !isDrawn.value || now.tensor === tensor) return null;
  const parts = Object.values(now.parts.get(tensor) ?? {});
  const name = elementName(now);
  return (
    <p class="path-note">
      {parts.length === 0
        ? `None of it is on the path of ${name}.`
        : parts.map((part) => `${countOf(part)} ${RELATIONS[part.relation].of(name)}`).join('; ')}
    </p>
  );
}
