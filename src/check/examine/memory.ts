// What an examination leaves to the next one of nearly the same network: a layer that gives no cause for complaint, whose
// code is the same and is given the same, need not be run again.

import type { Layer } from '../../engine/graph';
import { sameTensor, type Tensor } from '../../engine/tensor';
import type { Checked } from '../checked';
import type { CheckMemory } from '../memory';
import type { CheckSettings } from '../problem';
import type { Warning } from '../report';
import { failedOperands, type Guilt } from './guilt';
import type { HandSubject } from './subject';

interface Examined {
  readonly guilt: Guilt;
  readonly worth: readonly Warning[];
}

export class ExaminedLayers {
  private before: ReadonlyMap<string, Examined> = new Map();
  private now = new Map<string, Examined>();
  private slopesBefore: ReadonlyMap<string, CheckMemory> = new Map();
  private slopes = new Map<string, CheckMemory>();

  constructor(private readonly forget: () => CheckMemory) {}

  /** An examination begins: the one that began last is the one before. */
  begin(): void {
    this.before = this.now;
    this.now = new Map();
    this.slopesBefore = this.slopes;
    this.slopes = new Map();
  }

  /** Of the layer's check by itself: an edit of its backward pass leaves the slopes of its forward pass. */
  slopesOf(layer: string): CheckMemory {
    const memory = this.slopes.get(layer) ?? this.slopesBefore.get(layer) ?? this.forget();
    this.slopes.set(layer, memory);
    return memory;
  }

  /** What was found out about the same layer before, if it still holds. */
  of(subject: HandSubject, checked: Checked): Examined | null {
    const known = this.before.get(subject.layer.name);
    if (!known || failedOperands(subject, checked).length > 0) return null;
    const { bench } = known.guilt;
    if (!sameSettings(bench.settings, checked.settings) || !sameSubject(bench.subject, subject)) return null;
    this.slopesOf(subject.layer.name);
    return { ...known, guilt: { ...known.guilt, bench: { ...bench, subject } } };
  }

  /** Of a layer that is wrong the findings go by all that was wrong around it: it is looked at anew. */
  keep(guilt: Guilt, checked: Checked, worth: readonly Warning[]): void {
    const { subject } = guilt.bench;
    if (failedOperands(subject, checked).length === 0) this.now.set(subject.layer.name, { guilt, worth });
  }
}

function sameSubject(before: HandSubject, subject: HandSubject): boolean {
  const operands = subject.operands.every(({ id, name, kind, differentiable }, k) => {
    const other = before.operands[k];
    const isSame = other?.name === name && other.kind === kind && other.differentiable === differentiable;
    return isSame && before.graph.values[other.id].name === subject.graph.values[id].name;
  });
  return (
    operands &&
    before.operands.length === subject.operands.length &&
    before.graph.dtype === subject.graph.dtype &&
    sameLayer(before.layer, subject.layer) &&
    subject.code.isTwinOf?.(before.code) === true &&
    sameTensors(before.values.inputs, subject.values.inputs) &&
    sameTensors([...before.values.params.values()], [...subject.values.params.values()]) &&
    sameTensors(before.outputs, subject.outputs)
  );
}

function sameLayer(before: Layer, { type, outputs }: Layer): boolean {
  return before.type === type && String([...before.outputs.keys()]) === String([...outputs.keys()]);
}

function sameTensors(a: readonly Tensor[], b: readonly Tensor[]): boolean {
  return a.length === b.length && a.every((one, k) => sameTensor(one, b[k]));
}

function sameSettings(a: CheckSettings, b: CheckSettings): boolean {
  return JSON.stringify(settled(a)) === JSON.stringify(settled(b));
}

/** What the check of a layer by itself goes by. */
function settled({ method, h, rtol, seed }: CheckSettings): readonly unknown[] {
  return [method, h, rtol, seed];
}
