// Rewrites of a backward method in TypeScript: of the expression of the wrong gradient, where it can be told, and slips
// of the pen anywhere in the method.

import type { Finding } from '../../check/checked';
import { gradientIn, receiver, type Code } from './code';
import { everywhere, numberText, swapped, whole, type Rewrite } from './rewrites';
import { pairs, rulesFor } from './rules';
import { methodTermRewrites, termRewrites } from './terms';

export function methodRewrites(fault: Finding, it: Code, inputs: readonly string[]): readonly Rewrite[] {
  const { method } = it;
  const part = gradientIn(method, fault.input!, inputs);
  const inside = part ? method.slice(part.from, part.to) : '';
  const within = (rewrites: readonly Rewrite[]): Rewrite[] =>
    part ? rewrites.map(({ from, to, text }) => ({ from: part.from + from, to: part.from + to, text })) : [];
  return [
    ...within(remedies(fault, inside, it)),
    ...methodTermRewrites(fault, inputs, it),
    ...within(termRewrites(fault, inside, it)),
    ...within(slips(inside)),
    ...slips(method),
    ...everywhere(method, /(?<=[\w)\]])\.(?:neg|copy|not)\(\)/, ''),
    ...within(rulesFor(fault.code, it).map((rule) => whole(inside, rule))),
  ];
}

/** What the cause asks of the gradient's expression. */
function remedies({ code, evidence }: Finding, text: string, { fields, dout }: Code): readonly Rewrite[] {
  const factor = Number(evidence.factor);
  const then = (call: string): Rewrite => whole(text, `${receiver(text)}${call}`);
  switch (code) {
    case 'sign-flipped':
      return [
        ...everywhere(text, /\.neg\(\)/, ''),
        ...everywhere(text, /(\bthis\.\w+|\b\w+)\.sub\((this\.\w+|\w+)\)/, '$2.sub($1)'),
        then('.neg()'),
      ];
    case 'scaled':
    case 'dropout-scale':
      return [
        ...everywhere(text, /\.(?:mul|div)\([\d.]+\)/, ''),
        ...(code === 'dropout-scale'
          ? fields.flatMap((rate) => [then(`.div(${rate})`), then(`.div(1 - ${rate})`)])
          : []),
        ...(Number.isFinite(factor) && factor !== 0 ? [then(`.div(${numberText(factor)})`)] : []),
      ];
    case 'not-divided-by-batch':
      return [dout, ...fields].map((rows) => then(`.div(${rows}.shape[0])`));
    case 'divided-twice':
      return everywhere(text, /\.div\([^()]*(?:\([^()]*\))?[^()]*\)/, '');
    case 'divided-by-size':
      return everywhere(text, /\.size\b/, '.shape[0]');
    case 'bias-mean':
      return everywhere(text, /\.mean\(/, '.sum(');
    case 'bias-one-row':
      return everywhere(text, /\.row\([^()]*\)/, '.sum(0)');
    case 'bias-summed-over-all':
      return [whole(text, `${dout}.sum(0)`), ...everywhere(text, /\.sum\(\)/, '.sum(0)')];
    case 'broadcast-not-summed':
      return [then('.sum(0)'), whole(text, `${dout}.sum(0)`)];
    case 'transposed':
      return [...everywhere(text, /\.T\s*$/, ''), then('.T')];
    case 'upstream-ignored':
      return [then(`.mul(${dout})`)];
    case 'mask-omitted':
      return [...fields.map((mask) => then(`.mul(${mask})`)), ...fields.map((x) => then(`.mul(${x}.greater(0))`))];
    case 'softmax-target-missing':
      return pairs(fields).flatMap(([y, t]) => everywhere(text, new RegExp(`${y}\\b(?!\\.shape)`), `${y}.sub(${t})`));
    default:
      return [];
  }
}
/** Slips of the pen, whatever the cause. */
function slips(text: string): readonly Rewrite[] {
  return [
    ...swapped(text, 'greater', 'lessEqual'),
    ...swapped(text, 'less', 'greaterEqual'),
    ...everywhere(text, /\bdout\.(?:greater|less|greaterEqual|lessEqual)\(0\)/, 'this.mask'),
    ...everywhere(text, /\.not\(\)/, ''),
    ...everywhere(text, /\.T\b/, ''),
    ...everywhere(text, /\.dot\((this(?:\.\w+)+)\)/, '.dot($1.T)'),
    ...everywhere(text, /\b(this(?:\.\w+)+)\.dot\(/, '$1.T.dot('),
    ...everywhere(text, /\b(\w+)\.T\.dot\((this(?:\.\w+)+)\)/, '$2.T.dot($1)'),
    ...everywhere(text, /\.(sum|mean|max)\(0\b/, '.$1(1'),
    ...everywhere(text, /\.(sum|mean|max)\(1\b/, '.$1(0'),
    ...everywhere(text, /\.mul\(\d+(?:\.\d+)?\)/, ''),
    ...everywhere(text, /\.div\(\d+(?:\.\d+)?\)/, ''),
    ...everywhere(text, /\bthis\.x\b/, 'this.y'),
    ...everywhere(text, /\bthis\.x\b/, 'this.out'),
    ...swapped(text, '.add(', '.sub('),
  ];
}
