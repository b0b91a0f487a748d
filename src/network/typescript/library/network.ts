// `network(name, build, options)`: a network that is built by running a function.

import type { ValueId } from '../../../engine/graph';
import { filled, sizeOf, tensor, type DType, type Tensor as Plain } from '../../../engine/tensor';
import { randomStream } from '../../../engine/random';
import { withoutLabels } from '../../build/differentiable';
import { withoutProbedLabels } from '../../build/labels';
import type { CheckSection } from '../../types';
import { UsageError, type ProgramHost } from '../host';
import type { Built } from '../reader';
import { kindOf } from './evaluate';
import type { Instance } from './instance';
import { expectKeys, isOptions } from './options';
import type { ProgramMath } from './random';
import { traced } from './running';
import { Tensor } from './tensor';
import { Tracer } from './tracer';

export interface Settings {
  readonly seed: number;
  readonly dtype: DType;
  readonly check: CheckSection;
}

export interface NetworkDefinition {
  readonly kind: 'network';
  readonly name: string;
  readonly settings: Settings;
  build(): unknown;
}

/** A network under construction. */
export interface Building {
  readonly tracer: Tracer;
  readonly random: ProgramMath;
  /** Of hand-written layers, in the order of their calls. */
  readonly instances: Instance[];
  readonly backwards: Map<string, (...douts: never[]) => unknown>;
  /** The instance of the same call when the network is built again; null where it cannot be. */
  instanceAgain(ordinal: number): Instance | null;
  /** A hand-written layer is about to run. */
  reached(instance: Instance): void;
}

/** Ends a building that is only made for one of its layers. */
class Enough extends Error {}

export class NetworkBuilder {
  /** The one that builders add to; null outside of a network's function. */
  current: Building | null = null;

  constructor(
    private readonly host: ProgramHost,
    private readonly random: ProgramMath,
  ) {}

  build({ name, settings, build }: NetworkDefinition): Built {
    const building = this.start(settings, build);
    const output = this.run(building, build);
    const id = output instanceof Tensor ? building.tracer.idOf(output) : undefined;
    if (id === undefined) {
      const found = output instanceof Tensor ? 'a tensor that no layer of it has computed' : kindOf(output);
      throw new UsageError('wrong-type', `network("${name}")`, 'a function that returns the output of a layer', found);
    }
    return finish(building, name, settings, id);
  }

  start(settings: Settings, build: () => unknown, host = this.host): Building {
    const tracer = new Tracer(host, settings);
    return {
      tracer,
      random: this.random,
      instances: [],
      backwards: new Map(),
      instanceAgain: (ordinal) => this.again(settings, build, ordinal),
      reached: () => undefined,
    };
  }

  private again(settings: Settings, build: () => unknown, ordinal: number): Instance | null {
    let found: Instance | null = null;
    const building: Building = {
      // Nobody sees this building: where its calls stand, and which code its layers are, is dear to find out.
      ...this.start(settings, build, { here: () => null, overrides: this.host.overrides }),
      reached(instance) {
        if (building.instances.length <= ordinal) return;
        found = instance;
        throw new Enough();
      },
    };
    try {
      this.run(building, build);
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
    }
    return found;
  }

  run<T>(building: Building, build: () => T): T {
    const before = this.current;
    this.current = building;
    building.random.restart(building.tracer.seed, 'network');
    try {
      return traced(building.tracer, build);
    } finally {
      this.current = before;
    }
  }
}

export function finish({ tracer, backwards }: Building, name: string, settings: Settings, output: ValueId): Built {
  const graph = withoutProbedLabels(withoutLabels(tracer.builder.finish(output)), settings.seed);
  if (!graph.values[output].differentiable) {
    const expected = 'an output that depends on an input or a param';
    throw new UsageError('bad-value', `network("${name}")`, expected, graph.values[output].name);
  }
  const { shape } = graph.values[output];
  return {
    name,
    seed: settings.seed,
    graph,
    cotangent: cotangentOf(shape, settings),
    check: settings.check,
    train: null,
    mentions: tracer.mentions,
    layerSpans: tracer.layerSpans,
    backwards,
  };
}

/** 1 for a scalar, else random, as of networks in JSON. */
function cotangentOf(shape: readonly number[], { seed, dtype }: Settings): Plain {
  if (sizeOf(shape) === 1) return filled(shape, 1, dtype);
  const random = randomStream(seed, '.upstream');
  return tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, () => random.normal()),
    dtype,
  );
}

const SETTINGS = ['seed', 'dtype', 'check'];

/** Throws UsageError where a setting is mistaken. */
export function settingsOf(part: string, options: unknown, more: readonly string[] = []): Settings {
  if (options !== undefined && !isOptions(options))
    throw new UsageError('wrong-type', part, 'options: an object', kindOf(options));
  const given = options ?? {};
  expectKeys(part, given, [...SETTINGS, ...more]);
  const { seed = 0, dtype = 'float64', check = {} } = given;
  if (!Number.isSafeInteger(seed) || (seed as number) < 0)
    throw new UsageError('bad-value', `${part}: seed`, 'a whole number from 0', kindOf(seed));
  if (dtype !== 'float64' && dtype !== 'float32')
    throw new UsageError('bad-value', `${part}: dtype`, '"float64" or "float32"', kindOf(dtype));
  return { seed: seed as number, dtype, check: checkSection(part, check) };
}

const METHODS: readonly unknown[] = ['auto', 'response', 'central', 'ridders', 'projection'];
const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0 && value < Infinity;
const CHECK: Readonly<Record<keyof CheckSection, readonly [expected: string, fits: (value: unknown) => boolean]>> = {
  method: ['"auto", "central", "ridders" or "projection"', (value) => METHODS.includes(value)],
  h: ['a positive number', isPositive],
  rtol: ['a positive number', isPositive],
  atol: ['a number from 0', (value) => value === 0 || isPositive(value)],
  tensors: ['a list of names', (value) => Array.isArray(value) && value.every((item) => typeof item === 'string')],
  sample: ['a whole number from 1', (value) => Number.isSafeInteger(value) && isPositive(value)],
  seed: ['a whole number from 0', (value) => Number.isSafeInteger(value) && (value as number) >= 0],
};

function checkSection(part: string, check: unknown): CheckSection {
  if (!isOptions(check)) throw new UsageError('wrong-type', `${part}: check`, 'an object', kindOf(check));
  expectKeys(`${part}: check`, check, Object.keys(CHECK));
  for (const [key, value] of Object.entries(check)) {
    const [expected, fits] = CHECK[key as keyof CheckSection];
    if (!fits(value)) throw new UsageError('bad-value', `${part}: check.${key}`, expected, kindOf(value));
  }
  return check;
}
