// The picture with which one begins: nothing has been opened or closed yet.

import type { CheckResult } from '../protocol/messages';
import { place } from './layout/place';
import { layoutGraphOf } from './scene/measure';
import { guiltyLayers, pictureOf, type Picture } from './scene/picture';
import { sceneOf } from './scene/scene';
import { CLOSED_FROM, HIDDEN_FROM } from './scene/sizes';

export function firstPicture({ view, report }: CheckResult): Picture {
  const size = view.nodes.length;
  const { scene, flat } = sceneOf({
    view,
    fragments: new Map(),
    isOpen: () => size < CLOSED_FROM,
    params: size < HIDDEN_FROM ? 'shown' : 'hidden',
  });
  const layout = place(layoutGraphOf(scene, flat.tensors));
  return pictureOf({ scene, flat, layout, guilty: guiltyLayers(report), before: null, anchor: null });
}
