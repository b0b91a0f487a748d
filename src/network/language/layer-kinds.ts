// The built-in layer types as far as completing a text needs to know them.

import kinds from './layer-kinds.json';

export interface LayerKind {
  /** Where there are several. */
  readonly inputs?: readonly string[];
  readonly params?: readonly string[];
  /** Those that a layer can hardly be without, each with an example as it is written. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export const LAYER_KINDS: Readonly<Record<string, LayerKind>> = kinds;

/** Of a built-in type; undefined of any other. */
export function kindOf(type: string): LayerKind | undefined {
  return Object.hasOwn(LAYER_KINDS, type) ? LAYER_KINDS[type] : undefined;
}
