// The extension's entry in Node: every feature registers itself.
import type { ExtensionContext } from 'vscode';
import { features } from './editor';

export function activate(context: ExtensionContext): void {
  for (const register of features) register(context);
}
