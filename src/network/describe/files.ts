// The tensor files that a network names.

import type { FileForm } from '../tensors/form';
import type { NetworkText } from './network-text';

export function filesOf({ inputs, params, layers, upstream, train }: NetworkText): readonly FileForm[] {
  const forms = [
    ...[...inputs, ...params, ...(train?.data ?? []), ...(train?.test ?? [])].map(({ form }) => form),
    ...layers.flatMap((layer) => [...layer.params.values()].map((param) => (param.kind === 'own' ? param.form : null))),
    upstream ?? null,
  ];
  return forms.filter((form) => form?.kind === 'file');
}
