// The cause of a wrong gradient: hypotheses that explain the numbers, measured again at other sizes until one is left.

import type { Case, Diagnosis, Lab, Variation } from './case';
import type { Steps } from '../estimate';
import { activations } from './activations';
import { batchesOf, type Hypothesis, type Met, type Prediction } from './hypothesis';
import { places, products, sums } from './layout';
import { masks } from './masks';
import { normOf, residualOf, TOLERANCE } from './match';
import { normalisation } from './normalisation';
import { scaling } from './scaling';
import { softmax } from './softmax';
import { broken, stateful } from './state';
import { fanOut, regulariser } from './terms';
import { nothing, withoutUpstream } from './whole';

/** In the order of likelihood, by which hypotheses go that explain the same numbers at every size. */
const HYPOTHESES: readonly Hypothesis[] = [
  nothing,
  activations,
  masks,
  softmax,
  normalisation,
  withoutUpstream,
  sums,
  scaling,
  places,
  products,
  regulariser,
  fanOut,
];

/** Of one hypothesis that holds at several sizes, at one size, and of several that cannot be told apart. */
const CONFIRMED = 0.99;
const MET_ONCE = 0.9;
const TIED = 0.6;

/** A hypothesis that explains what was returned. */
interface Explanation extends Prediction {
  readonly residual: number;
}

export function* diagnose(lab: Lab): Steps<Diagnosis> {
  const { met } = lab;
  if (!met.found) return { code: 'missing-gradient', confidence: CONFIRMED, evidence: {} };
  const first = yield* stateful(lab);
  if (first) return first;
  const explanations = explain(met);
  yield;
  const { left, measured, elsewhere } = yield* measuredAgain(lab, explanations);
  // Where most of the measurements contradict what explains the met case, that was a coincidence.
  if (2 * measured < elsewhere.length || explanations.length === 0) {
    const common = commonTo(elsewhere, measured + 1);
    if (common.length > 0) return concluded(common, MET_ONCE, { measuredAgain: elsewhere.length, explainsMet: false });
  }
  if (explanations.length === 0) return broken(lab) ?? unknown(met);
  return concluded(left, measured > 0 ? CONFIRMED : MET_ONCE, { measuredAgain: measured });
}

/** All that explain a case, each cause once, in the order of likelihood. */
function explain(given: Case): Explanation[] {
  const { found, truth } = given;
  if (!found) return [];
  const met: Met = { ...given, found };
  const allowed = Math.max(
    TOLERANCE,
    (4 * given.bound * Math.sqrt(truth.data.length)) / Math.max(normOf(truth), Number.MIN_VALUE),
  );
  const explanations: Explanation[] = [];
  for (const hypothesis of HYPOTHESES) {
    for (const prediction of hypothesis(met)) {
      const residual = residualOf(found, prediction.predicted);
      if (residual > allowed || explanations.some(({ identity }) => identity === prediction.identity)) continue;
      explanations.push({ ...prediction, residual });
    }
  }
  return explanations;
}

interface Again {
  readonly left: readonly Explanation[];
  /** How many measurements something that explains the met case explains too. */
  readonly measured: number;
  /** All that explain each of the measurements. */
  readonly elsewhere: readonly (readonly Explanation[])[];
}

/** Keeps those that explain the same layer at another batch size and at other widths too. */
function* measuredAgain(lab: Lab, explanations: readonly Explanation[]): Steps<Again> {
  let left = explanations;
  let measured = 0;
  const elsewhere: Explanation[][] = [];
  const variations = variationsOf(lab.met);
  for (const variation of explanations.length > 0 ? variations : variations.slice(0, PER_ROUND)) {
    const again = yield* lab.measure(variation);
    if (!again?.found || agrees(again)) continue;
    const here = explain(again);
    elsewhere.push(here);
    const identities = new Set(here.map(({ identity }) => identity));
    const kept = left.filter(({ identity }) => identities.has(identity));
    if (kept.length === 0) continue;
    measured++;
    left = kept;
    if (measured >= ENOUGH && new Set(left.map(({ code }) => code)).size === 1) break;
  }
  return { left, measured, elsewhere };
}

const ENOUGH = 2;

/**
 * What explains most of the other measurements, in the place of what explains the met case and not them: at a batch of
 * one, a width of one or with a single element, causes do not show or look like others.
 */
function commonTo(elsewhere: readonly (readonly Explanation[])[], least: number): readonly Explanation[] {
  const all = elsewhere.flat();
  const count = ({ identity }: Explanation): number => all.filter((other) => other.identity === identity).length;
  const most = all.reduce((largest, one) => Math.max(largest, count(one)), 0);
  if (most < Math.max(ENOUGH, least)) return [];
  return all.filter((one, at) => count(one) === most && all.findIndex((o) => o.identity === one.identity) === at);
}

/** At other values a layer may be dead, or its code may not run: then others are tried. */
function variationsOf(met: Case): Variation[] {
  const batch = Math.max(1, ...batchesOf(met).map(({ rows }) => rows)) + 2;
  return Array.from({ length: ROUNDS }, (_, round): Variation[] => [
    { batch, widths: 'distinct', seed: PER_ROUND * round + 1 },
    { widths: 'distinct', seed: PER_ROUND * round + 2 },
    { batch, seed: PER_ROUND * round + 3 },
    { seed: PER_ROUND * round + 4 },
  ]).flat();
}

const ROUNDS = 3;
const PER_ROUND = 4;

/** At some values a wrong rule gives the right numbers. */
function agrees({ found, truth }: Case): boolean {
  return found !== null && residualOf(found, truth) <= TOLERANCE;
}

function concluded(
  explanations: readonly Explanation[],
  sure: number,
  again: { readonly measuredAgain: number; readonly explainsMet?: false },
): Diagnosis {
  const particular = explanations.filter(({ general }) => !general);
  // At one size alone, what is general may well be what it is.
  const [first, ...others] = again.measuredAgain > 0 && particular.length > 0 ? particular : explanations;
  const alternatives = [...new Set(others.map(({ code }) => code))].filter((code) => code !== first.code);
  return {
    code: first.code,
    confidence: alternatives.length === 0 ? sure : TIED,
    evidence: {
      ...first.evidence,
      residual: first.residual,
      ...again,
      ...(alternatives.length > 0 && { [again.measuredAgain > 0 ? 'alternatives' : 'undecidedBetween']: alternatives }),
    },
  };
}

/** What can be said all the same: how much of the right gradient there is in it. */
function unknown({ found, truth }: Case): Diagnosis {
  const shapes = { expected: truth.shape, found: found!.shape };
  if (String(truth.shape) !== String(found!.shape)) return { code: 'unknown', confidence: 0.5, evidence: shapes };
  return { code: 'unknown', confidence: 0.5, evidence: { difference: residualOf(found!, truth) } };
}
