import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { COMMANDS, HOVER_READ, INSPECTOR_VIEW, INTERNAL_COMMANDS, SETTINGS } from '../../src/editor/ids';
import { TOOLS } from '../../src/session/tools';

interface Manifest {
  activationEvents: string[];
  contributes: {
    commands: { command: string }[];
    menus: Record<string, { command: string }[]>;
    walkthroughs: [{ steps: { media: { svg: string }; completionEvents: string[] }[] }];
    languageModelTools: { name: string; displayName: string; modelDescription: string; inputSchema: object }[];
    configuration: { properties: Record<string, { default: unknown }> };
  };
}

const manifest = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8')) as Manifest;
const { commands, menus, configuration } = manifest.contributes;
const shown = commands.map(({ command }) => command);

it('the palette shows the commands that the code registers, and not those of our own surfaces', () => {
  expect(new Set(shown)).toEqual(new Set(Object.values(COMMANDS)));
  for (const command of Object.values(INTERNAL_COMMANDS)) expect(shown).not.toContain(command);
});

it('the menus hold commands that there are', () => {
  for (const { command } of Object.values(menus).flat()) expect(shown).toContain(command);
});

it('every setting has a default', () => {
  const { section, ...keys } = SETTINGS;
  expect(Object.keys(configuration.properties)).toEqual(Object.values(keys).map((key) => `${section}.${key}`));
  for (const { default: value } of Object.values(configuration.properties)) expect(value).toBeDefined();
});

it('a graph panel of the last session wakes the extension', () => {
  expect(manifest.activationEvents).toContain(`onWebviewPanel:${INSPECTOR_VIEW}`);
});

it('the tools of agents are those of the code', () => {
  const shown = manifest.contributes.languageModelTools.map(({ name, modelDescription, inputSchema }) => {
    return { name, modelDescription, inputSchema };
  });
  const tools = TOOLS.map(({ name, description, inputSchema }) => {
    return { name: `gradient_${name}`, modelDescription: description, inputSchema };
  });
  expect(shown).toEqual(tools);
});

it('the walkthrough shows pictures that there are, and each of its steps is completed by doing it', () => {
  const [{ steps }] = manifest.contributes.walkthroughs;
  for (const { media } of steps) expect(fs.existsSync(path.join(import.meta.dirname, '../..', media.svg))).toBe(true);
  expect(steps.flatMap(({ completionEvents }) => completionEvents)).toEqual([
    `onCommand:${COMMANDS.openSample}`,
    `onCommand:${COMMANDS.runCheck}`,
    `onContext:${HOVER_READ}`,
    `onCommand:${COMMANDS.openInspector}`,
  ]);
});
