// The types that a network in TypeScript is written against: the tensors as the library declares them, a function for
// every op of the registry, and what networks and models are made of.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { AttributeSpec, Op } from '../src/engine/op';
import { BUILDERS } from '../src/network/typescript/library/builders';
import { ROOT } from './run';

const LIBRARY = 'src/network/typescript/library';

const HEAD = `// Types of networks in TypeScript. Made by npm run generate.

export type Shape = readonly number[];
export type Data = Float64Array | Float32Array;
/** Numbers nested as in JSON: \`[[1, 2], [3, 4]]\`. */
export type Nested = number | readonly Nested[];
export type TensorLike = Tensor | Nested;
type Axis = number | readonly number[];
`;

const REST = `
/** An initial value whose shape its place implies. */
export interface Initial {
  readonly initialiser: unknown;
}

/** Normal, of mean 0. Drawn by the network's seed and the name that the tensor gets. */
export declare function normal(shape: Shape, std?: number): Tensor;
export declare function normal(std: number): Initial;
/** Uniform in [lo, hi). */
export declare function uniform(shape: Shape, lo?: number, hi?: number): Tensor;
export declare function uniform(lo: number, hi: number): Initial;
export declare function constant(shape: Shape, value?: number): Tensor;
export declare function constant(value: number): Initial;
/** Normal with standard deviation 1 / sqrt(fan-in): what the weights of built-in layers are where none are given, before a ReLU too. */
export declare function xavier(shape: Shape): Tensor;
export declare function xavier(): Initial;
/** Normal with standard deviation sqrt(2 / fan-in). */
export declare function he(shape: Shape): Tensor;
export declare function he(): Initial;
export declare function tensor(nested: TensorLike): Tensor;
export declare function zeros(shape: Shape): Tensor;
export declare function ones(shape: Shape): Tensor;
export declare function full(shape: Shape, value: number): Tensor;
export declare function oneHot(indices: TensorLike, classes: number): Tensor;
export declare function where(mask: TensorLike, a: TensorLike, b: TensorLike): Tensor;

/** Named data of the network. */
export declare function input(name: string, value: TensorLike): Tensor;
/** A named trainable tensor, which several layers may share. */
export declare function param(name: string, value: TensorLike): Tensor;

/** Code under test. Trainable tensors are in \`params\`; \`backward\` leaves their gradients in \`grads\`, by the same keys. */
export interface Layer {
  forward(...inputs: any[]): Tensor | number | readonly (Tensor | number)[];
  backward(...douts: any[]): Tensor | number | readonly (Tensor | number | null | undefined)[] | void;
  params?: object;
  grads?: object;
}

/** A layer of your own, run on its inputs. */
export declare function layer(instance: Layer, ...inputs: TensorLike[]): Tensor;
export declare function layer(instance: Layer, ...rest: [...inputs: TensorLike[], options: { name?: string }]): Tensor;
export declare function layer(
  instance: Layer,
  ...rest: [...inputs: TensorLike[], options: { name?: string; outputs: readonly string[] }]
): Tensor[];

export interface CheckOptions {
  method?: 'auto' | 'response' | 'central' | 'ridders' | 'projection';
  h?: number;
  rtol?: number;
  atol?: number;
  tensors?: readonly string[];
  sample?: number;
  seed?: number;
}

export interface NetworkOptions {
  /** Every random value derives from it; default 0. */
  seed?: number;
  dtype?: 'float64' | 'float32';
  check?: CheckOptions;
}

/** What a file exports by default: \`export default network(...)\`. */
export interface Network {
  readonly name: string;
}

/** A network that is built by running a function, which returns what is to be differentiated. */
export declare function network(name: string, build: () => Tensor, options?: NetworkOptions): Network;

export interface ModelOptions extends NetworkOptions {
  /** In the order in which the methods take them. */
  inputs: Readonly<Record<string, TensorLike>>;
  /** The method that computes the loss; default \`loss\`. */
  loss?: string;
  /** The method that returns the gradients of its params, by name; default \`gradient\`. */
  gradient?: string;
}

/** A model that wires its own passes: its \`layers\` (array, Map or record) and \`lastLayer\` are watched while they run. */
export declare function model(name: string, instance: object, options: ModelOptions): Network;
`;

/** The text of types/index.d.ts. */
export function libraryTypes(): string {
  const tensors = ['storage.ts', 'tensor.ts'].map((file) => declarationsOf(path.join(ROOT, LIBRARY, file)));
  const builders = Object.entries(BUILDERS).map(([name, op]) => builderType(name, op));
  return [HEAD, ...tensors, ...builders, REST].join('\n');
}

/** The exported classes of a module. */
function declarationsOf(file: string): string {
  const source = fs.readFileSync(file, 'utf8');
  const { outputText } = ts.transpileDeclaration(source, { fileName: file, compilerOptions: { strict: true } });
  const parsed = ts.createSourceFile('types.d.ts', outputText, ts.ScriptTarget.Latest, true);
  return parsed.statements
    .filter(ts.isClassDeclaration)
    .map((statement) => withoutPrivate(statement, parsed))
    .join('\n');
}

function withoutPrivate(statement: ts.ClassDeclaration, file: ts.SourceFile): string {
  const text = statement.getFullText(file);
  const hidden = statement.members.filter((member) =>
    ts.getModifiers(member as ts.MethodDeclaration)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword),
  );
  return hidden
    .reduce((rest, member) => rest.replace(member.getFullText(file), ''), text)
    .replace(' implements Tensor', '')
    .trim();
}

function builderType(name: string, op: Op): string {
  const data = op.operands.filter(({ kind }) => kind === 'data');
  const owned = op.operands.filter(({ kind }) => kind === 'param');
  const attributes = Object.entries(op.attributes);
  const options = [
    'name?: string',
    ...attributes.map(([attribute, spec]) => `${attribute}?: ${attributeType(spec)}`),
    ...owned.map((operand) => `${operand.name}?: TensorLike | Initial`),
  ].join('; ');
  const inputs = data.map(({ name, variadic }) => (variadic ? `${name}: readonly Tensor[]` : `${name}: TensorLike`));
  const positional = attributes.map(([attribute, spec]) => `${attribute}?: ${attributeType(spec)}`);
  const forms = [`options?: { ${options} }`].concat(
    positional.map((_, k) => [...positional.slice(0, k + 1), `options?: { ${options} }`].join(', ')),
  );
  const lines = [
    op.summary,
    `\`${op.formula.forward}\``,
    ...[...data, ...owned].map((operand) => `@param ${operand.name} ${operand.summary}`),
    ...attributes.map(([attribute, spec]) => `@param ${attribute} ${spec.summary}${standard(spec)}`),
  ];
  const doc = ['/**', ...lines.map((line) => ` * ${line}`), ' */'].join('\n');
  const signatures = forms
    .filter((_, k) => k < 2 || k === forms.length - 1)
    .map((form) => `export declare function ${name}(${[...inputs, form].join(', ')}): Tensor;`);
  return `${doc}\n${[...new Set(signatures)].join('\n')}`;
}

function standard({ default: value }: AttributeSpec): string {
  return value === undefined ? '' : ` Default ${JSON.stringify(value)}.`;
}

function attributeType(spec: AttributeSpec): string {
  switch (spec.type) {
    case 'boolean':
      return 'boolean';
    case 'choice':
      return spec.choices.map((choice) => `'${choice}'`).join(' | ');
    case 'integers':
      return spec.scalar ? 'number | readonly number[]' : 'readonly number[]';
    case 'number':
    case 'integer':
      return 'number';
  }
}
