// `gradcheck mcp`: the tools for agents as a server of the Model Context Protocol. Standard output carries the protocol alone.

import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js';
import manifest from '../../package.json';
import { TOOLS, type Tool, type ToolInput } from '../session/tools';
import { checkOne } from './check-one';
import { Programs } from './programs';

/** Serves until the client goes away or the signal is aborted. */
export async function serveTools(interruption: AbortSignal): Promise<void> {
  const programs = new Programs();
  const server = new Server({ name: 'gradcheck', version: manifest.version }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS.map(offered) }));
  server.setRequestHandler(CallToolRequestSchema, ({ params: { name, arguments: input = {} } }, { signal }) =>
    call(name, input, programs, signal),
  );
  const gone = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    interruption.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.connect(new StdioServerTransport());
  await gone;
  programs.dispose();
  await server.close();
}

function offered({ name, title, description, inputSchema }: Tool) {
  const { properties, required, ...rest } = inputSchema;
  return {
    name,
    title,
    description,
    inputSchema: { ...rest, properties: { ...properties }, required: [...required] },
    annotations: { title, readOnlyHint: true },
  };
}

async function call(
  name: string,
  input: Readonly<Record<string, unknown>>,
  programs: Programs,
  signal: AbortSignal,
): Promise<CallToolResult> {
  const tool = TOOLS.find((tool) => tool.name === name);
  if (!tool) throw new McpError(ErrorCode.InvalidParams, `there is no tool ${name}`);
  const asked = checkedInput(tool, input);
  const { result, source } = await checkOne(
    asked.file,
    { method: null, values: false },
    programs,
    signal,
    () => undefined,
  );
  const text = tool.answer(asked, result, source ?? '');
  return { content: [{ type: 'text', text }], isError: !result.ok };
}

/** Every property of every tool is a string. */
function checkedInput({ inputSchema }: Tool, input: Readonly<Record<string, unknown>>): ToolInput {
  for (const [key, value] of Object.entries(input)) {
    if (!Object.hasOwn(inputSchema.properties, key) || typeof value !== 'string')
      throw new McpError(
        ErrorCode.InvalidParams,
        `${key}: expected one of ${Object.keys(inputSchema.properties).join(', ')}, as text`,
      );
  }
  const missing = inputSchema.required.find((key) => input[key] === undefined);
  if (missing !== undefined) throw new McpError(ErrorCode.InvalidParams, `${missing} is missing`);
  return input as unknown as ToolInput;
}
