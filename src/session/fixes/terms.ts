// Gradients of which a term is missing, counted twice, or not written down at all.

import type { Finding } from '../../check/checked';
import { callsOf, closing, expressionEnd, joints, receiver, statements, type Code } from './code';
import { everywhere, numberText, whole, type Rewrite } from './rewrites';
import { branches, products } from './rules';

/** Of the gradient's expression. */
export function termRewrites({ code, input }: Finding, text: string, it: Code): readonly Rewrite[] {
  const then = (call: string): Rewrite => whole(text, `${receiver(text)}${call}`);
  switch (code) {
    case 'fan-out-overwritten':
      return [
        ...unused(it).map((local) => then(`.add(${local})`)),
        ...branches(it).map((term) => then(`.add(${term})`)),
      ];
    case 'accumulated-twice':
      return [...accumulated(text), ...withoutTerms(text)];
    case 'regulariser-missing':
      return decays(input!, it).map((term) => then(`.add(${term})`));
    case 'regulariser-doubled':
      return [...halved(text), ...withoutTerms(text)];
    case 'batchnorm-mean-term':
    case 'batchnorm-variance-term':
      return [...unused(it), ...it.locals.map((d) => `${d}.mean(0)`), ...varianceTerms(it)].flatMap((term) =>
        joints(text, `.sub(${term})`),
      );
    default:
      return [];
  }
}

/** Of the whole method. */
export function methodTermRewrites({ code, input }: Finding, inputs: readonly string[], it: Code): readonly Rewrite[] {
  const { method } = it;
  switch (code) {
    case 'fan-out-overwritten':
      return overwritten(method);
    case 'accumulated-twice':
      return withoutTerms(method);
    case 'regulariser-doubled':
      return halved(method);
    case 'missing-gradient':
      return inputs.includes(input!) ? returned(input!, inputs, it) : assigned(input!, it);
    default:
      return [];
  }
}

/** Variables that were computed and then forgotten. */
function unused({ method, locals }: Code): readonly string[] {
  return locals.filter((local) => [...method.matchAll(new RegExp(`\\b${local}\\b`, 'g'))].length === 1);
}

function varianceTerms({ fields, locals, dout }: Code): readonly string[] {
  return [...locals, dout].flatMap((d) => fields.map((hat) => `${hat}.mul(${d}.mul(${hat}).mean(0))`));
}

/** `dx = other` becomes `dx = dx.add(other)`, in variables that hold something already. */
function overwritten(method: string): readonly Rewrite[] {
  return [...method.matchAll(/(?<=[;{}]\s*|\n\s*)(\w+(?:\.\w+)*)\s*=\s*/g)].map(({ index, 0: head, 1: name }) => {
    const from = index + head.length;
    const to = expressionEnd(method, from);
    return { from, to, text: `${name}.add(${method.slice(from, to)})` };
  });
}

/** Of what is added to the gradient of an earlier call, the part that belongs to this one. */
function accumulated(text: string): readonly Rewrite[] {
  return callsOf(text, 'add').flatMap(({ from, argument }) => [
    whole(text, argument),
    whole(text, text.slice(0, from)),
  ]);
}

function withoutTerms(text: string): readonly Rewrite[] {
  return ['add', 'sub'].flatMap((name) => callsOf(text, name).map(({ from, to }) => ({ from, to, text: '' })));
}

function halved(text: string): readonly Rewrite[] {
  return [
    ...everywhere(text, /(?<=[(,]\s*)2\s*\*\s*/, ''),
    ...[...text.matchAll(/(?<=\()\d+(?:\.\d+)?(?=\))/g)].map(({ index, 0: number }) => ({
      from: index,
      to: index + number.length,
      text: numberText(Number(number) / 2),
    })),
  ];
}

/** λ · W, with the numbers and fields that λ may be. */
function decays(operand: string, { fields, numbers, dout }: Code): readonly string[] {
  const W = `this.params.${operand}`;
  const scalars = fields.filter((field) => !field.startsWith('this.params.'));
  const lambdas = [
    ...numbers.flatMap((number) => [2 * number, number]).map(numberText),
    ...scalars,
    ...scalars.map((field) => `2 * ${field}`),
  ];
  return lambdas.flatMap((lambda) => [`${W}.mul(${lambda}).mul(${dout})`, `${W}.mul(${lambda})`]);
}

/** A gradient that is computed and not returned, or is not computed. */
function returned(input: string, inputs: readonly string[], it: Code): readonly Rewrite[] {
  const { method } = it;
  const end = method.lastIndexOf('}');
  const last = [...method.matchAll(/\breturn\s+/g)].at(-1);
  if (!last) {
    const begun = statements(method).filter(
      ({ from }) => !/^(?:return|const|let|if|for|while)\b/.test(method.slice(from)),
    );
    return [
      ...begun.map(({ from }) => ({ from, to: from, text: 'return ' })),
      ...[...it.locals, ...products(it)].map((value) => inserted(method, end, `return ${value};`)),
    ];
  }
  const from = last.index + last[0].length;
  const to = expressionEnd(method, from);
  const first = method.slice(from, to);
  if (inputs.indexOf(input) !== 1 || inputs.length !== 2) return [];
  const alone = first.startsWith('[') ? first.slice(1, closing(first, 1)) : first;
  return products(it).map((value) => ({ from, to, text: `[${alone.replace(/,\s*$/, '')}, ${value}]` }));
}

/** A gradient of a trainable tensor that is not set: before what is returned, or among the others. */
function assigned(operand: string, it: Code): readonly Rewrite[] {
  const { method } = it;
  const record = /\bgrads\s*=\s*\{/.exec(method);
  const at = [...method.matchAll(/\breturn\b/g)].at(-1)?.index ?? method.lastIndexOf('}');
  return [...it.locals, ...products(it)].map((value) => {
    if (!record) return inserted(method, at, `this.grads.${operand} = ${value};`);
    const end = method.slice(0, closing(method, record.index + record[0].length)).trimEnd().length;
    return { from: end, to: end, text: `${method[end - 1] === ',' ? '' : ','} ${operand}: ${value}` };
  });
}

/** A statement before another, on a line of its own where that one is. */
function inserted(method: string, at: number, statement: string): Rewrite {
  const indent = /\n[ \t]*$/.exec(method.slice(0, at))?.[0];
  return { from: at, to: at, text: `${statement}${indent ?? ' '}` };
}
