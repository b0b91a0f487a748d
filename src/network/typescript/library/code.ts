// A person's layer as the engine's code under test: it works on copies, its params are written into the very tensors
// that it holds, and what it leaves in `grads` is read after each backward pass.

import {
  buildOpaque,
  type HandWritten,
  type Placed,
  type PullbackCall,
  type Returned,
} from '../../../engine/hand-written';
import type { GraphBuilder, ValueId } from '../../../engine/graph';
import { copyOf, dtypeOf, sameBits, sameShape, type Tensor as Plain } from '../../../engine/tensor';
import { Transcriber, type Transcript } from '../../../engine/transcript';
import { UsageError } from '../host';
import { Recorder } from './decisions';
import { kindOf } from './evaluate';
import { holdsTheSame, type Instance } from './instance';
import { untraced } from './running';
import { asTensor, Tensor } from './tensor';

export interface Declaration {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly string[];
  /** The instance's own tensors, by its names for them. */
  readonly params: ReadonlyMap<string, Tensor>;
  readonly outputs: readonly string[];
  /** Where the gradient of a param is left. */
  gradOf(instance: Instance, param: string): unknown;
  /** Begins the layer's random numbers anew. */
  restart(): void;
  /** The same layer as it was before its first call. */
  fresh(): HandWritten | null;
  /** Where it can be told: by what another one is known to be the same. */
  readonly origin: Origin | null;
}

/** What a layer does, but for what it is given. */
export interface Origin {
  /** Of its code, its name and its random numbers. */
  readonly identity: string;
  /** A copy of the instance before its first call. */
  readonly pristine: Instance;
}

export class LayerCode implements HandWritten {
  readonly inputs: readonly string[];
  readonly params: readonly string[];
  readonly outputs: readonly string[];
  readonly decisions = new Recorder();
  private written: readonly string[] = [];
  private given: ReadonlyMap<string, Plain> = new Map();

  constructor(
    readonly instance: Instance,
    private readonly declaration: Declaration,
  ) {
    this.inputs = declaration.inputs;
    this.params = [...declaration.params.keys()];
    this.outputs = declaration.outputs;
  }

  forward(inputs: readonly Plain[], params: ReadonlyMap<string, Plain>): readonly Tensor[] {
    for (const [name, value] of params) {
      const own = this.declaration.params.get(name);
      if (own) overwrite(own, value);
    }
    this.given = params;
    return this.run(inputs.map((input) => new Tensor(input.shape, input.data.slice())));
  }

  /** Runs the forward pass on the very tensors given. */
  run(handed: readonly Tensor[]): readonly Tensor[] {
    return this.runAs(handed, () => this.instance.forward(...handed));
  }

  /** What the forward pass does with its tensors, from inputs like these on. */
  transcribe(inputs: readonly Plain[], params: ReadonlyMap<string, Plain>): Transcript {
    const handed = inputs.map((input) => new Tensor(input.shape, input.data.slice()));
    for (const [name, value] of params) overwrite(this.declaration.params.get(name)!, value);
    const transcriber = new Transcriber([...handed, ...this.params.map((name) => this.declaration.params.get(name)!)]);
    let result: unknown;
    this.decisions.transcriber = transcriber;
    try {
      this.runAs(handed, () => (result = this.instance.forward(...handed)));
    } finally {
      this.decisions.transcriber = null;
    }
    const several = this.outputs.length > 1 && Array.isArray(result);
    const list = several ? (result as unknown[]) : [result];
    return transcriber.finish(list.map((value) => asTensor(`${this.declaration.name}.forward`, value)));
  }

  /** Takes what `forward` does with the tensors for the layer's forward pass. */
  runAs(handed: readonly Tensor[], forward: () => unknown): readonly Tensor[] {
    const { declaration, decisions } = this;
    const before = handed.map(copyOf);
    declaration.restart();
    decisions.begin();
    const result = untraced(decisions, forward);
    this.written = this.inputs.filter((_, k) => !sameBits(handed[k].data, before[k].data));
    return this.resultsOf(result);
  }

  backward({ douts }: PullbackCall): Returned {
    const handed = douts.map(({ shape, data }) => new Tensor(shape, data));
    return this.returned(untraced(null, () => this.instance.backward(...handed)));
  }

  /** What a backward pass gave back, and what it left behind. */
  returned(result: unknown): Returned {
    const { instance, declaration } = this;
    const list = listOf(result, this.inputs.length);
    const tensorAt = (part: string, value: unknown): Tensor | null =>
      value === undefined || value === null ? null : asTensor(`${declaration.name}.${part}`, value);
    return {
      inputs: this.inputs.map((_, k) => tensorAt('backward', list[k])),
      params: new Map(
        this.params.map((param) => [param, tensorAt(`grads.${param}`, declaration.gradOf(instance, param))]),
      ),
    };
  }

  build(
    builder: GraphBuilder,
    name: string,
    inputs: readonly Placed[],
    params: ReadonlyMap<string, Placed>,
  ): ReadonlyMap<string, ValueId> {
    const values = new Map([...params].map(([param, { value }]) => [param, value]));
    const results = this.forward(
      inputs.map(({ value }) => value),
      values,
    );
    const ids = new Map([...params].map(([param, { id }]) => [param, id]));
    const shapes = results.map(({ shape }) => shape);
    return buildOpaque(
      builder,
      this,
      this.declaration.type,
      name,
      inputs.map(({ id }) => id),
      ids,
      shapes,
    );
  }

  fresh(): HandWritten | null {
    return this.declaration.fresh();
  }

  isTwinOf(other: HandWritten): boolean {
    const [mine, theirs] = [this.declaration.origin, other instanceof LayerCode ? other.declaration.origin : null];
    return !!mine && !!theirs && mine.identity === theirs.identity && holdsTheSame(mine.pristine, theirs.pristine);
  }

  mutated(): readonly string[] {
    const params = [...this.given].filter(([name, value]) => {
      const own = this.declaration.params.get(name);
      return own && !sameBits(own.data, value.data);
    });
    return [...this.written, ...params.map(([name]) => name)];
  }

  private resultsOf(result: unknown): readonly Tensor[] {
    const { name } = this.declaration;
    const several = this.outputs.length > 1;
    const list = several && Array.isArray(result) ? (result as unknown[]) : [result];
    if (list.length !== this.outputs.length) {
      throw new UsageError(
        'bad-value',
        `${name}.forward`,
        `${this.outputs.length} results: ${this.outputs.join(', ')}`,
        `${list.length}`,
      );
    }
    return list.map((value) => {
      if (!several && Array.isArray(value) && value.some((item) => item instanceof Tensor)) {
        const expected = 'one result, or the names of several: layer(..., { outputs: ["h", "c"] })';
        throw new UsageError('bad-value', `${name}.forward`, expected, `${value.length} results`);
      }
      if (value === undefined) throw new UsageError('wrong-type', `${name}.forward`, 'a Tensor', kindOf(value));
      const { shape, data } = asTensor(`${name}.forward`, value);
      return new Tensor(shape, data.slice());
    });
  }
}

/** Of one input, an array of numbers is the gradient itself; otherwise an array holds one for each input. */
function listOf(result: unknown, inputs: number): readonly unknown[] {
  if (result === undefined || result === null) return [];
  if (!Array.isArray(result)) return [result];
  return inputs > 1 || result.length === 0 || result.some((item) => typeof item === 'object' && !Array.isArray(item))
    ? (result as unknown[])
    : [result];
}

/** Writes into the tensor that a layer holds; where the dtype is another, its elements are replaced. */
export function overwrite(own: Tensor, value: Plain): void {
  const { shape, data } = value;
  // A layer is measured at other sizes too.
  if (!sameShape(own.shape, shape)) Object.assign(own, { shape });
  if (own.data.length === data.length && dtypeOf(own) === dtypeOf(value)) own.data.set(data);
  else own.data = data.slice();
}
