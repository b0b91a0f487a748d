// Variables at a stop: tensors open by rows, a page at a time. What was handed out holds until the next stop.

import type { DebugProtocol } from '@vscode/debugprotocol';
import { formatIndex, formatNumber, formatShape } from '../session/format';
import type { ChainStep } from '../session/tensors/types';
import { t } from '../session/translate';
import { groupsOf, type Entry, type FormulaEntry, type Frame, type Group } from './frames';
import { layerAt, slotsOf, stepAt, type Position, type Program } from './program';
import { expressionFor, type Reference, type StopAnswer, type StopQuery, type TensorValue } from './questions';
import type { Stop } from './subject';
import { exactNumber, formatOf, rowText, tensorText } from './text';

type Variable = DebugProtocol.Variable;
type Children = (from: number, count: number | undefined) => Promise<Variable[]>;

/** So many elements of a row are shown before it is opened. */
const ROW_HEAD = 8;

/** A person's expression that has no value: it is wrong, or too early. */
class NoValue extends Error {
  override readonly name = 'NoValue';
}

export class Variables {
  private readonly handed: Children[] = [];

  constructor(private readonly stop: Stop) {}

  scopes(frame: Frame): DebugProtocol.Scope[] {
    return groupsOf(this.stop, frame).map((group) => ({
      name: group.name,
      variablesReference: this.hand(this.childrenOf(group)),
      expensive: false,
    }));
  }

  /** Throws RangeError where nothing was handed out under that number at this stop. */
  children({ variablesReference, filter, start = 0, count }: DebugProtocol.VariablesArguments): Promise<Variable[]> {
    const children = this.handed[variablesReference - 1];
    if (!children) throw new RangeError('these variables are of another stop');
    // Rows are all that there is in a tensor.
    return filter === 'named' ? Promise.resolve([]) : children(start, count === 0 ? undefined : count);
  }

  /** Rejects with NoValue. */
  async evaluate(expression: string, exact: boolean): Promise<Omit<Variable, 'name'>> {
    const { at, inside, subject } = this.stop;
    const answer = await subject.evaluate({ at, of: expression }, inside);
    if (answer.kind === 'text') return { value: answer.text, variablesReference: 0 };
    if (answer.kind !== 'tensor') throw new NoValue(answer.message);
    const value = tensorText(answer, 'value', exact ? exactNumber : formatNumber);
    return { ...this.shown(expression, expression, answer), value };
  }

  private hand(children: Children): number {
    return this.handed.push(children);
  }

  private childrenOf(group: Group): Children {
    if ('entries' in group) return () => Promise.all(group.entries.map((entry) => this.entry(entry)));
    return () => Promise.resolve(group.formulas.map((formula) => this.formula(formula)));
  }

  private async entry({ name, tensor, column, remark }: Entry): Promise<Variable> {
    const of = { tensor, column };
    const answer = await this.ask({ of });
    const said = (value: string): string => (remark ? `${remark} — ${value}` : value);
    if (answer.kind !== 'tensor') return { name, value: textOf(answer), variablesReference: 0 };
    const shown = this.shown(of, expressionOf(of, this.stop), answer);
    return { ...shown, name, value: said(tensorText(answer, column)) };
  }

  /** What of a variable is the same for tensors by name and for results of expressions. */
  private shown(
    of: StopQuery['of'],
    expression: string | undefined,
    { shape }: TensorValue,
  ): Omit<Variable, 'name' | 'value'> {
    return {
      type: formatShape(shape),
      ...(expression !== undefined && { evaluateName: expression }),
      ...this.rowsOf(of, expression, shape, []),
    };
  }

  private rowsOf(
    of: StopQuery['of'],
    expression: string | undefined,
    shape: readonly number[],
    leading: readonly number[],
  ) {
    if (shape.length === leading.length) return { variablesReference: 0 };
    const extent = shape[leading.length];
    const children: Children = (from, count = extent - from) => this.rows(of, expression, shape, leading, from, count);
    return { variablesReference: this.hand(children), indexedVariables: extent };
  }

  private async rows(
    of: StopQuery['of'],
    expression: string | undefined,
    shape: readonly number[],
    leading: readonly number[],
    from: number,
    count: number,
  ): Promise<Variable[]> {
    const rest = shape.slice(leading.length + 1);
    const answer = await this.ask({ of, page: { leading, from, count, head: ROW_HEAD } });
    if (answer.kind !== 'tensor') return [{ name: '…', value: textOf(answer), variablesReference: 0 }];
    const each = answer.data.length / count;
    const column = typeof of === 'string' ? 'value' : of.column;
    const format = formatOf(column);
    return Array.from({ length: count }, (_, k) => {
      const index = [...leading, from + k];
      const head = answer.data.subarray(k * each, (k + 1) * each);
      return {
        name: `[${from + k}]`,
        value: rest.length === 0 ? format(head[0]) : rowText(rest, head, column),
        ...(expression !== undefined && { evaluateName: `${expression}${formatIndex(index)}` }),
        ...this.rowsOf(of, expression, shape, index),
      };
    });
  }

  private formula({ name, formula, tensor }: FormulaEntry): Variable {
    if (tensor === null) return { name, value: formula, variablesReference: 0 };
    return { name, value: formula, variablesReference: this.hand(() => this.chain(tensor)) };
  }

  /** The chain rule at the tensor's worst element, through this step. */
  private async chain(tensor: string): Promise<Variable[]> {
    const { subject, inside, tensors } = this.stop;
    const { shape, report } = tensors[tensor];
    const index = report?.worst?.index;
    const { analytic, numeric, steps, ...at } = await subject.element(
      { tensor, index: index?.length === shape.length ? index : shape.map(() => 0) },
      inside,
    );
    const plain = (name: string, value: string): Variable => ({ name, value, variablesReference: 0 });
    return [
      plain(t('element'), `${tensor}${at.index.length > 0 ? formatIndex(at.index) : ''}`),
      ...steps.flatMap((step) => termsOf(step).map(({ name, value }) => plain(name, value))),
      ...(analytic === null ? [] : [plain(t('analytic'), formatNumber(analytic))]),
      ...(numeric === null ? [] : [plain(t('numerical'), formatNumber(numeric))]),
    ];
  }

  private ask(query: Omit<StopQuery, 'at'>): Promise<StopAnswer> {
    const { subject, at, inside } = this.stop;
    return subject.evaluate({ at, ...query }, inside);
  }
}

/** Upstream × local = what goes on, for the largest of the elements that are reached; then their sum. */
function termsOf({ to, terms, reached, sum }: ChainStep): { name: string; value: string }[] {
  const products = terms.map(({ index, upstream, local, product }) => ({
    name: `${to}${index.length > 0 ? formatIndex(index) : ''}`,
    value: `${formatNumber(upstream)} × ${formatNumber(local)} = ${formatNumber(product)}`,
  }));
  return [...products, { name: t('sum of all {0}', reached), value: formatNumber(sum) }];
}

function textOf(answer: Exclude<StopAnswer, TensorValue>): string {
  return answer.kind === 'text' ? answer.text : answer.message;
}

/** As a person would write it; undefined where the name is no expression, or means something else inside of this layer. */
function expressionOf(of: Reference, { program, at }: Stop): string | undefined {
  const { tensor } = of;
  if (!/^\w+(\.\w+)?$/.test(tensor) || (at.inner !== null && isShadowed(tensor, program, at))) return undefined;
  return expressionFor(of);
}

function isShadowed(name: string, program: Program, at: Position): boolean {
  const slots = slotsOf(stepAt(program, at));
  return slots.some((slot) => slot.name === name) || layerAt(program, at).inside.some((step) => step.name === name);
}
