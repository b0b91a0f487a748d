// The tools that agents are given, in the editor and over MCP alike: what they are called, what they take, what they answer.

import { nearest } from '../network/nearest';
import { gradientPage } from './render/gradient-page';
import { markdownReport } from './render/markdown-report';
import { faultStory, guiltyLayers } from './render/story';
import type { SessionResult } from './types';

/** What an agent asks for. Which of them belong to a tool is in its schema. */
export interface ToolInput {
  /** A network file: relative to the folder that is worked in, or absolute. */
  readonly file: string;
  readonly tensor?: string;
  readonly layer?: string;
}

export interface Tool {
  readonly name: string;
  readonly title: string;
  /** Written for a model: what it is good for, and when. */
  readonly description: string;
  readonly inputSchema: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, { readonly type: 'string'; readonly description: string }>>;
    readonly required: readonly string[];
    readonly additionalProperties: false;
  };
  /** Markdown. */
  answer(input: ToolInput, result: SessionResult, source: string): string;
}

const FILE = {
  type: 'string',
  description: 'Path of a network, *.grad.json or *.grad.ts, relative to the workspace folder or absolute.',
} as const;

export const TOOLS: readonly Tool[] = [
  {
    name: 'run_gradient_check',
    title: 'Run Gradient Check',
    description:
      "Checks a network's backward pass: every gradient beside its numerical gradient. Answers with the verdict, a table " +
      'of all tensors, warnings, and for each guilty layer the cause, the evidence and a fix that has been tried. Use it ' +
      'after each change to a *.grad.json or *.grad.ts file, and before claiming that a gradient is right.',
    inputSchema: schema({ file: FILE }, ['file']),
    answer: (_, result, source) => markdownReport(result, source),
  },
  {
    name: 'get_node_gradient',
    title: 'Get Node Gradient',
    description:
      'The value, the analytic and the numerical gradient of one tensor of a network: its verdict, the worst element, ' +
      'statistics and the first elements. Use it to look closer at a tensor that run_gradient_check reports on.',
    inputSchema: schema(
      { file: FILE, tensor: { type: 'string', description: 'As the report names it: x, Affine1.W, Affine1.out.' } },
      ['file', 'tensor'],
    ),
    answer: tensorAnswer,
  },
  {
    name: 'explain_mismatch',
    title: 'Explain Mismatch',
    description:
      'The story of a wrong gradient: what was expected, what was found, in which layer it enters, which gradients inherit ' +
      'it, the evidence for the cause, and the fix as a diff. Use it before editing a backward pass that is wrong.',
    inputSchema: schema(
      { file: FILE, layer: { type: 'string', description: 'A guilty layer; left out, all of them.' } },
      ['file'],
    ),
    answer: storyAnswer,
  },
];

function schema(
  properties: Tool['inputSchema']['properties'],
  required: Tool['inputSchema']['required'],
): Tool['inputSchema'] {
  return { type: 'object', properties, required, additionalProperties: false };
}

function tensorAnswer({ tensor = '' }: ToolInput, result: SessionResult, source: string): string {
  if (!result.ok) return markdownReport(result, source);
  const names = result.report.tensors.map(({ name }) => name);
  if (names.includes(tensor)) return gradientPage(tensor, result);
  const meant = nearest(tensor, names);
  const question = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `There is no tensor ${tensor}.${question} The tensors are: ${names.join(', ')}.`;
}

function storyAnswer({ layer }: ToolInput, result: SessionResult, source: string): string {
  if (!result.ok) return markdownReport(result, source);
  const guilty = guiltyLayers(result);
  const asked = layer === undefined ? guilty : guilty.filter((name) => name === layer);
  if (asked.length > 0) return asked.map((name) => faultStory(name, result, source)).join('\n\n');
  return guilty.length === 0
    ? 'No layer is at fault.'
    : `${layer} is not at fault. The layers that are: ${guilty.join(', ')}.`;
}
