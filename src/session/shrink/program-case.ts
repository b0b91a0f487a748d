// A layer of a TypeScript network by itself: the person's own module, with another network as its default export.

import type { Layer } from '../../engine/graph';
import type { Network } from '../../network/types';
import { comment, literal } from '../write-network';
import { argumentsOf, declarationOf, defaultExport } from './source';
import { chosenUpstream, textOf, type SmallCase, type Writer } from './small-case';

const LIBRARY = 'gradient-debugger';

/** Null where the expression that makes the layer cannot be cut out. `output` is the one that is differentiated. */
export function programWriter(text: string, network: Network, layer: Layer, output: string): Writer | null {
  const span = network.layerSpans.get(layer.name);
  const expression = span && madeBy(text, textOf(text, span));
  const exported = defaultExport(text);
  if (!expression || !exported || !layer.code) return null;
  const [from, to] = exported;
  const { inputs, outputs } = layer.code;
  return {
    attributes: new Map(),
    tensorOf: (operand) => (inputs.includes(operand) ? operand : `${layer.name}.${operand}`),
    write(given, remarks) {
      const used = ['input', 'layer', 'network', ...(chosenUpstream(given) ? ['mul', 'sum'] : [])];
      return [
        withImports(text.slice(0, from), used),
        ...(remarks.length > 0 ? [`${comment(remarks)}\n`] : []),
        networkText(given, { expression, name: layer.name, outputs, output, network: network.name }),
        text.slice(to),
      ].join('');
    },
  };
}

/** The expression that the layer's object comes from: what `layer(...)` is called with, or what that is declared as. */
function madeBy(text: string, call: string): string | null {
  const first = argumentsOf(call, 'layer')?.[0];
  if (first === undefined) return null;
  return /^[\w$]+$/.test(first) ? declarationOf(text, first) : first;
}

interface Written {
  /** What makes the layer's object. */
  readonly expression: string;
  readonly name: string;
  readonly outputs: readonly string[];
  readonly output: string;
  readonly network: string;
}

function networkText(given: SmallCase, written: Written): string {
  const { inputs, params } = given;
  const upstream = chosenUpstream(given);
  const { expression, name, outputs, output, network } = written;
  const several = outputs.length > 1;
  const operands = [...inputs].map(([operand, value]) => `input(${quoted(operand)}, ${literal(value, '    ')})`);
  const options = [`name: ${quoted(name)}`, ...(several ? [`outputs: [${outputs.map(quoted).join(', ')}]`] : [])];
  const call = `layer(guilty, ${operands.join(', ')}, { ${options.join(', ')} })`;
  const result = several ? `${call}[${outputs.indexOf(output)}]` : call;
  const own = [...params].map(([param, value]) => `${param}: ${literal(value, '  ')}`);
  return [
    `export default network(${quoted(`${network} ${name}`)}, () => {`,
    `  const guilty = ${expression};`,
    ...(own.length > 0 ? [`  Object.assign(guilty.params, { ${own.join(', ')} });`] : []),
    // The loss sum(out * dout) has the cotangent dout at the layer's output.
    ...(upstream
      ? [`  const dout = input('dout', ${literal(upstream, '  ')});`, `  return sum(mul(${result}, dout));`]
      : [`  return ${result};`]),
    '});',
  ].join('\n');
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

const IMPORT = new RegExp(`import\\s*\\{([^}]*)\\}\\s*from\\s*['"]${LIBRARY}['"]`);

/** The text with these names among those that it imports from the library. */
function withImports(text: string, used: readonly string[]): string {
  const found = IMPORT.exec(text);
  const known = found?.[1].split(',').map((name) => name.trim()) ?? [];
  const missing = used.filter((name) => !known.includes(name));
  if (missing.length === 0) return text;
  if (!found) return `import { ${missing.join(', ')} } from '${LIBRARY}';\n\n${text}`;
  const open = text.indexOf('{', found.index) + 1;
  return `${text.slice(0, open)} ${missing.join(', ')},${text.slice(open)}`;
}
