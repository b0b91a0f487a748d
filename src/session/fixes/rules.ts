// The gradients of well-known layers, by what their code keeps.

import type { Code } from './code';

/** Whole expressions for a gradient that a cause suggests. */
export function rulesFor(code: string, it: Code): readonly string[] {
  const { fields, dout } = it;
  const each = (rule: (field: string) => string): string[] => fields.map(rule);
  switch (code) {
    case 'sigmoid-from-x':
    case 'sigmoid-factor-missing':
      return [...fields, ...each((x) => `${x}.sigmoid()`)].map((y) => `${dout}.mul(${sigmoid(y)})`);
    case 'tanh-from-x':
    case 'tanh-factor-missing':
      return [...fields, ...each((x) => `${x}.tanh()`)].map((y) => `${dout}.mul(${tanh(y)})`);
    case 'mask-omitted':
    case 'mask-inverted':
    case 'mask-from-dout':
      return [...each((mask) => `${dout}.mul(${mask})`), ...each((x) => `${dout}.mul(${x}.greater(0))`)];
    case 'dropout-fresh-mask':
      return each((mask) => `${dout}.mul(${mask})`);
    case 'softmax-diagonal-only':
      return [1, -1].flatMap((axis) => each((y) => `${y}.mul(${dout}.sub(${dout}.mul(${y}).sum(${axis}, true)))`));
    case 'softmax-target-missing':
      return pairs(fields).map(([y, t]) => `${y}.sub(${t}).mul(${dout}).div(${y}.shape[0])`);
    case 'batchnorm-mean-term':
    case 'batchnorm-variance-term':
      return normalisation(it);
    case 'zero-gradient':
    case 'missing-gradient':
    case 'unknown':
      return products(it);
    default:
      return [];
  }
}

/** The gradients of products, sums and broadcasts of what is kept, one cotangent after the other. */
export function products({ fields, locals, dout }: Code): readonly string[] {
  return [dout, ...locals].flatMap((d) => [
    `${d}.sum(0)`,
    ...fields.map((x) => `${x}.T.dot(${d})`),
    ...fields.map((w) => `${d}.dot(${w}.T)`),
    ...fields.map((x) => `${d}.mul(${x}).sum(0)`),
    ...fields.map((x) => `${d}.mul(${x})`),
    `${d}.neg()`,
    d,
  ]);
}

/** What elementwise functions of a branch pass on. */
export function branches({ fields, dout }: Code): readonly string[] {
  const slopes = fields.flatMap((y) => [tanh(y), y, sigmoid(y), `${y}.greater(0)`, `${y}.mul(2)`]);
  return [
    dout,
    ...slopes.map((slope) => `${dout}.mul(${slope})`),
    ...pairs(fields).map(([x, s]) => `${dout}.mul(${x}).mul(${sigmoid(s)})`),
    ...fields.map((w) => `${dout}.dot(${w}.T)`),
  ];
}

function normalisation({ fields, dout }: Code): readonly string[] {
  const scales = fields.filter((field) => field.startsWith('this.params.'));
  const kept = fields.filter((field) => !scales.includes(field));
  return [...scales.map((gamma) => `${dout}.mul(${gamma})`), dout].flatMap((d) =>
    ['0', '1, true'].flatMap((axis) =>
      pairs(kept).map(
        ([hat, std]) => `${d}.sub(${d}.mean(${axis})).sub(${hat}.mul(${d}.mul(${hat}).mean(${axis}))).div(${std})`,
      ),
    ),
  );
}

const sigmoid = (y: string): string => `${y}.mul(${y}.neg().add(1))`;
const tanh = (y: string): string => `${y}.mul(${y}).neg().add(1)`;

export function pairs(fields: readonly string[]): readonly (readonly [string, string])[] {
  return fields.flatMap((a) => fields.filter((b) => b !== a).map((b) => [a, b] as const));
}
