// The tools that agents in the editor are given: the same as `gradcheck mcp` has, on the text as it stands in the editor.

import * as vscode from 'vscode';
import { TOOLS, type Tool, type ToolInput } from '../session/tools';
import { Untrusted } from './checks';
import { settledResult } from './explain';
import { baseName, isNetwork, isProgram } from './network-file';
import type { Feature, Services } from './services';

export const languageModelTools: Feature = (services) => {
  // Editors that are made from VS Code do not all have language models.
  const { lm } = vscode as { readonly lm?: Partial<typeof vscode.lm> };
  const registered = TOOLS.map((tool) => lm?.registerTool?.(toolName(tool), asTool(tool, services)));
  return vscode.Disposable.from(...registered.filter((one) => one !== undefined));
};

/** Names of tools are those of all extensions together. */
function toolName({ name }: Tool): string {
  return `gradient_${name}`;
}

function asTool(tool: Tool, services: Services): vscode.LanguageModelTool<ToolInput> {
  return {
    prepareInvocation: ({ input: { file } }) => {
      const invocationMessage = vscode.l10n.t('Checking {0}', file);
      if (!isProgram(vscode.Uri.from({ scheme: 'file', path: `/${file}` }))) return { invocationMessage };
      const title = vscode.l10n.t('Run Gradient Check');
      const message = vscode.l10n.t('{0} is a program: checking it runs its code.', file);
      return { invocationMessage, confirmationMessages: { title, message } };
    },
    invoke: async ({ input }, cancellation) => {
      const text = await answer(tool, input, services, cancellation);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
}

/** What a model can act upon, also where there is nothing to check. */
async function answer(
  tool: Tool,
  input: ToolInput,
  { results, checks }: Services,
  cancellation: vscode.CancellationToken,
): Promise<string> {
  const uri = await fileOf(input.file);
  if (!uri) return `There is no file ${input.file} in the workspace.`;
  const document = await vscode.workspace.openTextDocument(uri);
  if (!isNetwork(document)) return `${baseName(uri)} is no network: its name must end in .grad.json or .grad.ts.`;
  try {
    const result = settledResult(document, results) ?? (await checks.run(document, cancellation));
    return tool.answer(input, result, document.getText());
  } catch (error) {
    if (error instanceof Untrusted) return `${error.message}.`;
    throw error;
  }
}

/** In a folder of the workspace alone. */
async function fileOf(file: string): Promise<vscode.Uri | undefined> {
  const path = file.replaceAll('\\', '/');
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const inside = path.startsWith(`${folder.uri.path}/`) ? path.slice(folder.uri.path.length) : path;
    const uri = vscode.Uri.joinPath(folder.uri, inside);
    if (!uri.path.startsWith(`${folder.uri.path}/`)) continue;
    const found = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (found) return uri;
  }
  return undefined;
}
