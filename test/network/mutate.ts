// Breaks networks as typing does, and worse: tokens lost, doubled, swapped, replaced, texts cut off; and, in texts that
// stay JSON, members lost, moved and given values that stood elsewhere.
import type { Random } from '../../src/engine/random';

const TOKEN = /"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|[A-Za-z_]\w*|\/\/[^\n]*|\s+|./g;
const NUMBERS = ['0', '-1', '1', '0.5', '3', '7', '1e9', '1e999', '-1e-300', '99999999999999999999', 'NaN', '1.', '-'];
const INSERTED = ['{', '}', '[', ']', ',', ':', '"', 'null', 'true', '/*', '\\', '\u0000', '🙂', "'", '[[', '{}', '""'];
const CHARACTERS = ['', 'x', '1', '.', '*', '(', ')', '"', ' ', "'", '-'];

const pick = <T>(from: readonly T[], random: Random): T => from[random.below(from.length)];

type TokenMutation = (tokens: string[], random: Random, others: readonly (readonly string[])[]) => void;

/** The position of a token of a kind; of any that is more than space. */
function place(tokens: readonly string[], random: Random, wanted = /\S/): number {
  const places = tokens.flatMap((token, at) => (wanted.test(token) ? [at] : []));
  return places.length > 0 ? pick(places, random) : 0;
}

const TOKEN_MUTATIONS: readonly TokenMutation[] = [
  (tokens, random) => tokens.splice(place(tokens, random), 1),
  (tokens, random) => tokens.splice(place(tokens, random), 1 + random.below(12)),
  (tokens, random) => tokens.splice(random.below(tokens.length)),
  (tokens, random) => tokens.splice(place(tokens, random), 0, pick(INSERTED, random)),
  (tokens, random) => (tokens[place(tokens, random, /^-?\d/)] = pick(NUMBERS, random)),
  (tokens, random) => {
    const at = place(tokens, random);
    tokens.splice(at, 0, tokens[at]);
  },
  (tokens, random) => {
    const [a, b] = [place(tokens, random), place(tokens, random)];
    [tokens[a], tokens[b]] = [tokens[b], tokens[a]];
  },
  (tokens, random, others) => {
    const other = pick(others, random);
    tokens[place(tokens, random, /^"/)] = other[place(other, random, /^"/)];
  },
  (tokens, random, others) => {
    const other = pick(others, random);
    const from = random.below(other.length);
    tokens.splice(place(tokens, random), random.below(20), ...other.slice(from, from + random.below(30)));
  },
  (tokens, random) => {
    const at = place(tokens, random);
    const characters = [...tokens[at]];
    characters[random.below(characters.length)] = pick(CHARACTERS, random);
    tokens[at] = characters.join('');
  },
];

export function tokensOf(text: string): readonly string[] {
  return text.match(TOKEN) ?? [];
}

/** One to three mutations of a text, with material from the others. */
export function mutateText(tokens: readonly string[], others: readonly (readonly string[])[], random: Random): string {
  const mutant = [...tokens];
  for (let count = 1 + random.below(3); count > 0 && mutant.length > 0; count--) {
    pick(TOKEN_MUTATIONS, random)(mutant, random, others);
  }
  return mutant.join('');
}

type Container = unknown[] | Record<string, unknown>;

const VALUES: readonly unknown[] = [null, true, 0, -1, 2, 0.5, 1e300, '', 'x', [], {}, [1, 2], [[1], [2]], ['x', 'y']];

/** All arrays and objects of a document. */
function containersOf(value: unknown): Container[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Container, ...Object.values(value).flatMap(containersOf)];
}

/** One to three members removed, exchanged, or given another value, perhaps one that stands in another network. */
export function mutateTree(document: unknown, others: readonly unknown[], random: Random): string {
  const mutant = structuredClone(document);
  for (let count = 1 + random.below(3); count > 0; count--) {
    const container = pick(containersOf(mutant), random);
    const keys = Object.keys(container);
    if (keys.length === 0) continue;
    const members = container as Record<string, unknown>;
    const [key, other] = [pick(keys, random), pick(keys, random)];
    switch (random.below(5)) {
      case 0:
        if (Array.isArray(container)) container.splice(Number(key), 1);
        else delete members[key];
        break;
      case 1:
        [members[key], members[other]] = [members[other], members[key]];
        break;
      case 2:
        members[key] = structuredClone(pick(VALUES, random));
        break;
      case 3: {
        const donor = Object.values(pick(containersOf(pick(others, random)), random));
        if (donor.length > 0) members[key] = structuredClone(pick(donor, random));
        break;
      }
      default:
        if (typeof members[key] === 'number') members[key] = members[key] * pick([-1, 2, 0.5, 1e-3, 1e10], random);
    }
  }
  return JSON.stringify(mutant, null, 2);
}
