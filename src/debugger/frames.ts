// The stack at a stop: the network, the layer, and the node inside of it; and what each shows of its tensors.

import type { Span } from '../engine/span';
import { t } from '../session/translate';
import { layerAt, stepAt, type Position, type Program, type Slot, type Step } from './program';
import { isComputed, isWhole, shareOf } from './progress';
import type { Reference } from './questions';
import type { Stop } from './subject';
import { verdictText } from './text';

export interface Frame {
  /** 1 the network, 2 the layer, 3 what is inside of it. */
  readonly id: number;
  readonly name: string;
  readonly span: Span | null;
  /** Null of the network. */
  readonly step: Step | null;
}

/** A tensor's value or gradient under a name. */
export interface Entry extends Reference {
  readonly name: string;
  /** What is to be said beside its numbers. */
  readonly remark: string;
}

/** The formula of a value or of a gradient; of the gradient of `tensor` at one element with its numbers. */
export interface FormulaEntry {
  readonly name: string;
  readonly formula: string;
  readonly tensor: string | null;
}

export type Group =
  | { readonly name: string; readonly entries: readonly Entry[] }
  | { readonly name: string; readonly formulas: readonly FormulaEntry[] };

/** The innermost first. */
export function framesAt(program: Program, at: Position): Frame[] {
  const layer = layerAt(program, at);
  const title = ({ name, type }: Step): string => (type === '' ? name : `${name} (${type})`);
  const pass = at.pass === 'forward' ? t('forward') : t('backward');
  const layerFrame = { id: 2, name: `${title(layer)} · ${pass}`, span: layer.span, step: layer };
  const network = { id: 1, name: program.network, span: null, step: null };
  if (at.inner === null) return [layerFrame, network];
  const inner = stepAt(program, at);
  return [{ id: 3, name: title(inner), span: inner.span ?? layer.span, step: inner }, layerFrame, network];
}

export function groupsOf(stop: Stop, { step }: Frame): Group[] {
  const groups = step ? groupsOfStep(stop, step) : groupsOfNetwork(stop);
  return groups.filter((group) => ('entries' in group ? group.entries : group.formulas).length > 0);
}

function groupsOfStep(stop: Stop, step: Step): Group[] {
  const { at, program, tensors } = stop;
  const { inputs, params, outputs, pulls } = step;
  // Inside of a layer its own results may still be to come.
  const values = (slots: readonly Slot[]): Entry[] =>
    slots
      .filter(({ tensor }) => isComputed(program, at, tensor))
      .map(({ name, tensor }) => ({ name, tensor, column: 'value', remark: '' }));
  const groups: Group[] = [
    { name: t('Inputs'), entries: values(inputs) },
    { name: t('Params'), entries: values(params) },
    { name: t('Output'), entries: values(outputs) },
  ];
  const formulas = { name: t('Chain Rule'), formulas: formulasOf(stop, step) };
  if (at.pass === 'forward') return [...groups, formulas];
  const gradients = [...outputs, ...pulls].filter(
    ({ tensor }) => tensors[tensor]?.analytic && isBegun(program, at, tensor),
  );
  return [...groups, ...gradientGroups(stop, gradients), formulas];
}

function groupsOfNetwork(stop: Stop): Group[] {
  const { at, program, tensors } = stop;
  const all = Object.values(tensors);
  const values = (roles: readonly string[]): Entry[] =>
    all
      .filter(({ name, role }) => roles.includes(role) && isComputed(program, at, name))
      .map(({ name }) => ({ name: shortName(name), tensor: name, column: 'value', remark: '' }));
  const gradients = all
    .filter(({ name, analytic, role }) => analytic && role !== 'node' && isBegun(program, at, name))
    .map(({ name }) => ({ name, tensor: name }));
  return [
    { name: t('Inputs'), entries: values(['input']) },
    { name: t('Params'), entries: values(['param']) },
    { name: t('Values'), entries: values(['activation']) },
    ...(at.pass === 'backward' ? gradientGroups(stop, gradients) : []),
  ];
}

/** Analytic beside numerical beside their difference: the same names in each. */
function gradientGroups({ at, program, tensors }: Stop, slots: readonly Slot[]): Group[] {
  const named = ({ name }: Slot): string => (name.includes('.') ? name : `d${name}`);
  const whole = slots.filter(({ tensor }) => isWhole(program, at, tensor) && tensors[tensor]?.numeric);
  const entries = (from: readonly Slot[], column: Reference['column'], remark: (tensor: string) => string): Entry[] =>
    from.map((slot) => ({ name: named(slot), tensor: slot.tensor, column, remark: remark(slot.tensor) }));
  const verdict = (tensor: string): string => {
    const report = tensors[tensor]?.report;
    return report ? verdictText(report) : '';
  };
  return [
    { name: t('Gradients (analytic)'), entries: entries(slots, 'analytic', () => '') },
    { name: t('Gradients (numerical)'), entries: entries(whole, 'numeric', () => '') },
    { name: t('Difference'), entries: entries(whole, 'difference', verdict) },
  ];
}

function formulasOf({ subject: { formulas }, at: { pass, inner } }: Stop, step: Step): FormulaEntry[] {
  const formula = (inner === null ? formulas[step.name] : undefined) ?? step.formula;
  if (pass === 'forward') {
    const [out] = step.outputs;
    return formula?.forward ? [{ name: out.name, formula: formula.forward, tensor: null }] : [];
  }
  return step.pulls.map(({ name, tensor }) => ({
    name: `d${name}`,
    formula: formula?.gradients[name] ?? t('by its own code'),
    tensor,
  }));
}

/** Of what no step adds to, such as the output, the gradient is there from the start. */
function isBegun(program: Program, at: Position, tensor: string): boolean {
  const { done, of } = shareOf(program, at, tensor);
  return done > 0 || of === 0;
}

/** A layer's only output by the layer's name, as in `inputs`. */
function shortName(tensor: string): string {
  return tensor.replace(/\.out$/, '');
}
