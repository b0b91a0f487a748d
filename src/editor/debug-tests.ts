// Tests that are debugged: a network from its first step on, a tensor where its gradient has been computed.

import type * as vscode from 'vscode';
import { debugNetwork } from './debug';
import type { TestTree } from './test-explorer-tree';

/** The first that was asked for: one session shows one network. */
export async function debugTest({ include }: vscode.TestRunRequest, tree: TestTree): Promise<void> {
  const item = include?.[0];
  if (item) await debugNetwork(tree.fileOf(item).uri!, item.parent?.parent ? item.label : undefined);
}
