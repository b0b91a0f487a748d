// Mistakes in what an object keeps from call to call, and in what it does to its arguments: anywhere in the file.

import type { Finding } from '../../check/checked';
import { closing, statements } from './code';
import { everywhere, type Rewrite } from './rewrites';

export function stateRewrites({ code }: Finding, text: string): readonly Rewrite[] {
  switch (code) {
    case 'stale-cache':
      return [
        ...everywhere(text, /(?:\?\?|\|\|)=/, '='),
        ...everywhere(text, /\bif \((?:!this\.\w+|this\.\w+ ===? (?:undefined|null))\)\s*(?=this\.)/, ''),
        ...everywhere(text, /\bthis\.\w+\s*(?:\?\?|\|\|)\s*/, ''),
        ...unshared(text),
      ];
    case 'argument-mutated':
      return [...copied(text), ...unwritten(text)];
    default:
      return [];
  }
}

/** A pass that begins with a copy of its argument. */
function copied(text: string): readonly Rewrite[] {
  const heads = /\b(?:backward|forward)\s*\(\s*(\w+)[^{]*\{(?:[ \t]*(\r?\n[ \t]*))?/g;
  return [...text.matchAll(heads)].map(({ index, 0: head, 1: name, 2: indent = ' ' }) => {
    const at = index + head.length;
    return { from: at, to: at, text: `${indent === ' ' ? ' ' : ''}${name} = ${name}.copy();${indent}` };
  });
}

/** Without a statement that writes into a tensor. */
function unwritten(text: string): readonly Rewrite[] {
  return statements(text)
    .filter(({ from, to }) => /\.data(?:\.(?:set|fill)\(|\[[^\]]*\]\s*[-+*/]?=)/.test(text.slice(from, to)))
    .map(({ from, to }) => ({ from, to: to + /^\s*/.exec(text.slice(to))![0].length, text: '' }));
}

/** One object for each layer: where one is used that was made before, another is made. */
function unshared(text: string): readonly Rewrite[] {
  return [...text.matchAll(/\bconst\s+(\w+)\s*=\s*(?=new\s+[\w.]+\()/g)].flatMap(({ index, 0: head, 1: name }) => {
    const from = index + head.length;
    const made = text.slice(from, closing(text, text.indexOf('(', from) + 1) + 1);
    return everywhere(text, new RegExp(`(?<=\\blayer\\(\\s*)${name}\\b`), made).slice(1);
  });
}
