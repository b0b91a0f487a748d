// Builds the layers in their order. A layer that is mistaken leaves its outputs without values, and what uses these is
// passed over, so that every mistake is found and none is told twice.

import type { ValueId } from '../../engine/graph';
import type { HandWritten } from '../../engine/hand-written';
import { sizeOf } from '../../engine/tensor';
import type { LayerText } from '../describe/network-text';
import { LIMITS } from '../limits';
import type { Place } from '../mistakes';
import { buildExpressionLayer } from './expression-layer';
import { buildOpLayer } from './op-layer';
import { dataOperands, type Site } from './site';

/** What building a layer has made. */
export interface Built {
  readonly params: ReadonlyMap<string, ValueId>;
  readonly outputs: ReadonlyMap<string, ValueId>;
  /** Where its backward pass is written by hand. */
  readonly code?: HandWritten;
}

/** Whether all of them could be built. */
export function buildLayers(site: Site): boolean {
  const room = new Room(site);
  let complete = true;
  for (const [index, layer] of site.text.layers.entries()) {
    const firstNode = site.builder.nodeCount;
    const operands = room.left ? dataOperands(site, layer, index) : null;
    const built = operands && buildLayer(site, layer, index, operands);
    site.scope.defineLayer(layer, built?.outputs ?? null);
    complete &&= built !== null;
    if (!operands || !built) continue;
    const { name, typeName: type } = layer;
    site.builder.layer({ name, type, operands, ...built, firstNode, endNode: site.builder.nodeCount });
    room.take(layer, built);
  }
  return complete && room.left;
}

/** What is left of the limits on nodes and elements. Nothing is allocated for nodes until the whole network is known to fit. */
class Room {
  left = true;
  private counted: ValueId = 0;
  private elements = 0;

  constructor(private readonly site: Site) {}

  take({ typePlace }: LayerText, { outputs }: Built): void {
    const { builder } = this.site;
    // Ids count up: whatever a layer makes on the way comes before its outputs.
    for (const last = Math.max(...outputs.values()); this.counted <= last; this.counted++) {
      const size = sizeOf(builder.shapeOf(this.counted));
      if (size > LIMITS.elements) this.refuse(typePlace, `at most ${LIMITS.elements} elements in a tensor`, size);
      this.elements += size;
    }
    if (!this.left) return;
    const { totalElements, nodes } = LIMITS;
    if (this.elements > totalElements)
      this.refuse(typePlace, `at most ${totalElements} elements in all`, this.elements);
    else if (builder.nodeCount > nodes) this.refuse(typePlace, `at most ${nodes} nodes`, builder.nodeCount);
  }

  private refuse(place: Place, expected: string, found: number): void {
    if (this.left) this.site.mistakes.add('limit', place, expected, String(found));
    this.left = false;
  }
}

function buildLayer(site: Site, layer: LayerText, index: number, data: readonly ValueId[]): Built | null {
  const { body, attributes } = layer;
  if (!body || !attributes) return null;
  if (body.kind === 'op') return buildOpLayer(site, layer, index, body.op, data, attributes);
  return buildExpressionLayer(site, layer, index, body.type, data, attributes);
}
