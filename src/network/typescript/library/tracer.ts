// Builds the graph of a network while its program runs: every value is computed at once, and remembered by its tensor.

import { GraphBuilder, type Layer, type ValueId } from '../../../engine/graph';
import { buildOpaque, type HandWritten } from '../../../engine/hand-written';
import type { Attributes, Op } from '../../../engine/op';
import type { Span } from '../../../engine/span';
import type { DType, Tensor as Plain } from '../../../engine/tensor';
import { LIMITS } from '../../limits';
import type { Mention } from '../../types';
import { UsageError, type ProgramHost } from '../host';
import { evaluate, orUsageError } from './evaluate';
import { Values } from './initial';
import { Names } from './names';
import type { Trace } from './running';
import { Tensor } from './tensor';

export interface TracerOptions {
  readonly seed: number;
  readonly dtype: DType;
}

export class Tracer implements Trace {
  readonly builder: GraphBuilder;
  readonly values: Values;
  readonly names = new Names();
  readonly mentions: Mention[] = [];
  readonly layerSpans = new Map<string, Span>();
  readonly dtype: DType;
  readonly seed: number;
  private readonly ids = new WeakMap<object, ValueId>();
  private elements = 0;

  constructor(
    readonly host: ProgramHost,
    { seed, dtype }: TracerOptions,
  ) {
    this.seed = seed;
    this.dtype = dtype;
    this.builder = new GraphBuilder(dtype);
    this.values = new Values(seed, dtype);
  }

  tracks(tensor: object): boolean {
    return this.ids.has(tensor);
  }

  idOf(tensor: object): ValueId | undefined {
    return this.ids.get(tensor);
  }

  note(op: Op, operands: readonly Plain[], attributes: Attributes, result: Plain): void {
    if (!operands.some((operand) => this.tracks(operand))) return;
    const name = this.names.next(op.name);
    this.addOp(name, op, operands, attributes, result);
  }

  /** Adds a value that no node computes. Drawn values are drawn by the name. */
  source(name: string, role: 'input' | 'param' | 'constant', value: Tensor): ValueId {
    this.values.settle(value, name);
    if (role !== 'constant' && this.host.overrides) value.data = this.host.overrides.applied(name, value);
    this.count(name, value);
    const id = this.builder.source(name, role, { shape: value.shape, data: value.data.slice() });
    this.ids.set(value, id);
    this.mention(name);
    return id;
  }

  /** Runs an op on the network's tensors, as a layer of its own. Params are operands after the data. */
  applyOp(part: string, name: string, op: Op, data: readonly Tensor[], own: OwnOperands, given: Attributes): Tensor {
    for (const { name: operand, role, value } of own) {
      if (!this.tracks(value)) this.source(`${name}.${operand}`, role, value);
    }
    const operands = [...data, ...own.map(({ value }) => value)];
    const { shape, data: elements } = evaluate(part, op, operands, given, this.dtype);
    const result = new Tensor(shape, elements);
    this.addOp(name, op, operands, given, result, own);
    return result;
  }

  /** Adds what a hand-written layer has computed: its code, and its results by output. */
  addHandWritten(
    name: string,
    type: string,
    code: HandWritten,
    data: readonly Tensor[],
    params: ReadonlyMap<string, Tensor>,
    results: readonly Tensor[],
  ): void {
    const operands = data.map((value, k) => this.operand(value, `${name}.${code.inputs[k] ?? k}`));
    const own = new Map([...params].map(([param, value]) => [param, this.ids.get(value)!]));
    const shapes = results.map(({ shape }) => shape);
    this.addLayer(name, type, operands, own, code, () =>
      buildOpaque(this.builder, code, type, name, operands, own, shapes),
    ).forEach((id, k) => this.track(name, results[k], id));
  }

  /** A value of the graph; what was not one becomes a constant. */
  operand(value: Tensor, name: string): ValueId {
    return (
      this.ids.get(value) ?? this.builder.source(name, 'constant', { shape: value.shape, data: value.data.slice() })
    );
  }

  /** Where a name of the network is given. */
  mention(name: string): void {
    const span = this.host.here();
    if (span) this.mentions.push({ name, kind: 'definition', span });
  }

  private addOp(
    name: string,
    op: Op,
    operands: readonly Plain[],
    attributes: Attributes,
    result: Plain,
    own: OwnOperands = [],
  ): void {
    const data = operands.slice(0, operands.length - own.length);
    const ids = data.map((value, k) => this.operand(value as Tensor, `${name}.${op.operands[k]?.name ?? k}`));
    const ownIds = own.map(({ value }) => this.ids.get(value)!);
    const params = new Map(
      own.flatMap(({ name: operand, role }, k) => (role === 'param' ? [[operand, ownIds[k]]] : [])),
    );
    const [id] = this.addLayer(name, op.name, ids, params, undefined, () => {
      const result = this.builder.apply(op, [...ids, ...ownIds], attributes, `${name}.out`, 'activation');
      return new Map([['out', result]]);
    });
    this.track(name, result, id);
  }

  private addLayer(
    name: string,
    type: string,
    operands: readonly ValueId[],
    params: Layer['params'],
    code: HandWritten | undefined,
    build: () => ReadonlyMap<string, ValueId>,
  ): ValueId[] {
    const firstNode = this.builder.nodeCount;
    const outputs = orUsageError(type, build);
    const endNode = this.builder.nodeCount;
    if (endNode > LIMITS.nodes) throw new UsageError('limit', type, `at most ${LIMITS.nodes} nodes`, String(endNode));
    this.builder.layer({ name, type, operands, params, outputs, firstNode, endNode, ...(code && { code }) });
    const span = this.host.here();
    if (span) this.layerSpans.set(name, span);
    this.mention(name);
    return [...outputs.values()];
  }

  private track(name: string, result: Plain, id: ValueId): void {
    this.count(name, result);
    this.ids.set(result, id);
  }

  private count(name: string, { data }: Plain): void {
    this.elements += data.length;
    if (this.elements <= LIMITS.totalElements) return;
    throw new UsageError('limit', name, `at most ${LIMITS.totalElements} elements in all`, String(this.elements));
  }
}

/** Operands that a layer makes itself: trainable tensors, masks. */
export type OwnOperands = readonly {
  readonly name: string;
  readonly role: 'param' | 'constant';
  readonly value: Tensor;
}[];
