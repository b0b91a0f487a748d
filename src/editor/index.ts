// The features of the extension. Each registers its commands and providers and disposes of them with the context.
import type { ExtensionContext } from 'vscode';

export type Feature = (context: ExtensionContext) => void;

export const features: readonly Feature[] = [];
