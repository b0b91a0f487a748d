// "Gradient: New Network": writes a commented network, from a template of the person's choice, into the folder and opens it.

import * as vscode from 'vscode';
import { TEMPLATES, type Template } from '../session/templates';
import { COMMANDS } from './ids';
import { SUFFIXES } from './network-file';
import type { Feature, Services } from './services';
import { ambient } from './text/ambient';
import { unsaved } from './unsaved';

const NAME = /^[A-Za-z_][\w-]*$/;
const TYPES_FILE = 'gradient-debugger.d.ts';

export const newNetwork: Feature = (services) =>
  vscode.commands.registerCommand(COMMANDS.newNetwork, async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const template = await askTemplate();
    if (template === undefined) return;
    const name = await askName(folder, SUFFIXES[template.format]);
    if (name === undefined) return;
    const file = name + SUFFIXES[template.format];
    const text = template.text(name);
    const document = folder ? await create(template, folder, file, text, services) : await unsaved(file, text);
    await vscode.window.showTextDocument(document);
  });

async function askTemplate(): Promise<Template | undefined> {
  const described: Readonly<Record<Template['id'], readonly [label: string, detail: string]>> = {
    classifier: [
      vscode.l10n.t('Two-Layer Classifier'),
      vscode.l10n.t('Built-in layers in JSON; checked in Restricted Mode too'),
    ],
    apples: [
      vscode.l10n.t('Apples and Oranges'),
      vscode.l10n.t('The first graph of the book: additions and multiplications'),
    ],
    convolution: [vscode.l10n.t('Convolutional Network'), vscode.l10n.t('Convolution and pooling of small images')],
    layer: [
      vscode.l10n.t('Layer in TypeScript'),
      vscode.l10n.t('A layer whose forward and backward passes are written by hand'),
    ],
    model: [
      vscode.l10n.t('Model of the Book'),
      vscode.l10n.t('TwoLayerNet with its own gradient(), every layer written by hand'),
    ],
  };
  const items = TEMPLATES.map((template) => {
    const [label, detail] = described[template.id];
    return { label, detail, description: `*${SUFFIXES[template.format]}`, template };
  });
  const title = vscode.l10n.t('New Network');
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDetail: true, matchOnDescription: true });
  return chosen?.template;
}

async function create(
  { format }: Template,
  folder: vscode.Uri,
  file: string,
  text: string,
  { host, extensionUri }: Pick<Services, 'host' | 'extensionUri'>,
): Promise<vscode.TextDocument> {
  // In a browser there is no TypeScript server that takes our plugin: the library's types must be in the folder.
  if (format === 'json' || host === 'node') return writeTo(vscode.Uri.joinPath(folder, file), text);
  const types = vscode.Uri.joinPath(folder, TYPES_FILE);
  if (!(await exists(types))) await writeTo(types, ambient(await shippedTypes(extensionUri)));
  return writeTo(vscode.Uri.joinPath(folder, file), `/// <reference path="./${TYPES_FILE}" />\n${text}`);
}

async function shippedTypes(extensionUri: vscode.Uri): Promise<string> {
  const file = vscode.Uri.joinPath(extensionUri, 'types', 'index.d.ts');
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}

function askName(folder: vscode.Uri | undefined, suffix: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('New Network'),
    prompt: vscode.l10n.t('Name of the network; its file will be NAME{0}', suffix),
    value: 'first',
    validateInput: async (name) => {
      if (!NAME.test(name)) return vscode.l10n.t('A name is a letter, followed by letters, digits, _ or -.');
      if (folder && (await exists(vscode.Uri.joinPath(folder, name + suffix))))
        return vscode.l10n.t('{0} exists already.', name + suffix);
      return undefined;
    },
  });
}

async function exists(file: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(file).then(
    () => true,
    (error: unknown) => {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
      throw error;
    },
  );
}

async function writeTo(file: vscode.Uri, text: string): Promise<vscode.TextDocument> {
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  return vscode.workspace.openTextDocument(file);
}
