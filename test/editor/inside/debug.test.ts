// The debugger in the real editor: sessions, breakpoints, what the views ask for, hovers, tests and configurations.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DOUBLED, FLIPPED } from '../networks';

interface Stopped {
  readonly reason: string;
  readonly text?: string;
}

interface Message {
  readonly type: string;
  readonly event?: string;
  readonly body?: unknown;
}

const PATIENCE_MS = 20_000;
const SETTLED_MS = 300;

/** Follows the sessions of the debugger: where they stop, and that they end. */
class Follower implements vscode.Disposable {
  session: vscode.DebugSession | undefined;
  readonly events: Message[] = [];
  private read = 0;
  private readonly subscriptions = [
    vscode.debug.onDidStartDebugSession((session) => (this.session = session)),
    vscode.debug.registerDebugAdapterTrackerFactory('gradient', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: (message: Message) => {
          if (message.type === 'event') this.events.push(message);
        },
      }),
    }),
  ];

  dispose(): void {
    this.subscriptions.forEach((one) => void one.dispose());
  }

  /** The next event of that name. */
  async next<T>(name: string): Promise<T> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      while (this.read < this.events.length) {
        const { event, body } = this.events[this.read++];
        if (event === name) return body as T;
      }
      if (Date.now() > until) throw new Error(`no event ${name} came`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Stopped, and the workbench knows: its commands act upon what it knows. */
  async stopped(): Promise<Stopped> {
    const stopped = await this.next<Stopped>('stopped');
    const started = Date.now();
    while (!(vscode.debug.activeStackItem instanceof vscode.DebugStackFrame)) {
      if (Date.now() - started > PATIENCE_MS) throw new Error('no frame is shown');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    return stopped;
  }

  async ask<T>(command: string, args: object = {}): Promise<T> {
    return (await this.session!.customRequest(command, { threadId: 1, ...args })) as T;
  }

  /** The innermost frame, as `name @line`. */
  async top(): Promise<string> {
    const { stackFrames } = await this.ask<{ stackFrames: { name: string; line: number }[] }>('stackTrace');
    return `${stackFrames[0].name} @${stackFrames[0].line}`;
  }

  async shown(scope: string): Promise<string[]> {
    const { stackFrames } = await this.ask<{ stackFrames: { id: number }[] }>('stackTrace');
    const { scopes } = await this.ask<{ scopes: { name: string; variablesReference: number }[] }>('scopes', {
      frameId: stackFrames[0].id,
    });
    const { variablesReference } = scopes.find(({ name }) => name === scope)!;
    const { variables } = await this.ask<{ variables: { name: string; value: string }[] }>('variables', {
      variablesReference,
    });
    return variables.map(({ name, value }) => `${name} = ${value}`);
  }
}

const folder = (): vscode.WorkspaceFolder => vscode.workspace.workspaceFolders![0];

async function written(name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder().uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

describe('the debugger', () => {
  let follower: Follower;
  let network: vscode.Uri;
  before(async () => {
    follower = new Follower();
    network = await written('debugged.grad.json', FLIPPED);
  });
  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.stopDebugging();
  });
  after(async () => {
    follower.dispose();
    await vscode.workspace.fs.delete(network);
  });

  it('starts by the command, at the first step of the network that is seen', async () => {
    await vscode.window.showTextDocument(network);
    await vscode.commands.executeCommand('gradient.debugNetwork');
    assert.equal((await follower.stopped()).reason, 'entry');
    assert.equal(await follower.top(), `Affine1 (Affine) · forward @${lineOf(FLIPPED, '"Affine1"')}`);
    assert.deepEqual(await follower.shown('Chain Rule'), ['out = x · W + b']);
  });

  it('steps on and back by the commands of the editor', async () => {
    await vscode.commands.executeCommand('gradient.debugNetwork', network);
    await follower.stopped();
    await vscode.commands.executeCommand('workbench.action.debug.stepOver');
    await follower.stopped();
    assert.match(await follower.top(), /^Swish1 \(Swish\) · forward/);
    await vscode.commands.executeCommand('workbench.action.debug.stepInto');
    await follower.stopped();
    assert.match(await follower.top(), /^mul1 \(Mul\)/);
    await vscode.commands.executeCommand('workbench.action.debug.stepOut');
    await follower.stopped();
    await vscode.commands.executeCommand('workbench.action.debug.stepBack');
    await follower.stopped();
    assert.match(await follower.top(), /^Affine1 \(Affine\) · forward/);
  });

  it('stops at breakpoints in both passes, and at their conditions', async () => {
    const at = (part: string): vscode.Location =>
      new vscode.Location(network, new vscode.Position(lineOf(FLIPPED, part) - 1, 0));
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(at('"Affine1"'), true, 'norm(grad) > 1e-3'),
      new vscode.SourceBreakpoint(at('"backward"')),
      new vscode.FunctionBreakpoint('Swish1'),
    ]);
    const configuration = {
      type: 'gradient',
      request: 'launch',
      name: 'x',
      program: network.fsPath,
      stopOnEntry: false,
    };
    assert.equal(await vscode.debug.startDebugging(folder(), configuration), true);
    const seen: string[] = [];
    for (let stops = 0; stops < 4; stops++) {
      const { reason } = await follower.stopped();
      seen.push(`${reason}: ${await follower.top()}`);
      await vscode.commands.executeCommand('workbench.action.debug.continue');
    }
    await follower.next('terminated');
    const [affine, backward, swish] = ['"Affine1"', '"backward"', '"Swish1"'].map((part) => lineOf(FLIPPED, part));
    assert.deepEqual(
      seen.map((stop) => stop.replaceAll(/ \((Swish|Affine)\)/g, '')),
      [
        `function breakpoint: Swish1 · forward @${swish}`,
        // The guilty layer: an exception that is on unless it is turned off, but the breakpoint goes before it.
        `breakpoint: dx @${backward}`,
        `function breakpoint: Swish1 · backward @${swish}`,
        `breakpoint: Affine1 · backward @${affine}`,
      ],
    );
  });

  it('stops at the guilty layer of itself, in a program at its backward method', async () => {
    const program = await written('debugged.grad.ts', DOUBLED);
    try {
      const configuration = {
        type: 'gradient',
        request: 'launch',
        name: 'x',
        program: program.fsPath,
        stopOnEntry: false,
      };
      await vscode.debug.startDebugging(folder(), configuration);
      const { reason, text } = await follower.stopped();
      assert.equal(reason, 'exception');
      assert.match(text!, /exactly 2× what it should be/);
      assert.equal(await follower.top(), `Affine1 (MyAffine) · backward @${lineOf(DOUBLED, 'backward(dout')}`);
      assert.match(
        (await follower.shown('Difference')).find((line) => line.startsWith('dW'))!,
        /wrong at \[\d, \d\]/,
      );
    } finally {
      await vscode.workspace.fs.delete(program);
    }
  });

  it('debugs text that is not saved', async () => {
    const editor = await vscode.window.showTextDocument(network);
    const place = editor.document.positionAt(FLIPPED.indexOf('Affine1'));
    await editor.edit((edit) => edit.replace(new vscode.Range(place, place.translate(0, 7)), 'Renamed'));
    await vscode.commands.executeCommand('gradient.debugNetwork');
    await follower.stopped();
    assert.match(await follower.top(), /^Renamed \(Affine\)/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('offers each network of the folder without a launch configuration', async () => {
    const resolved = { type: 'gradient', name: 'n', request: 'launch' };
    await vscode.window.showTextDocument(network);
    assert.equal(await vscode.debug.startDebugging(folder(), resolved), true);
    await follower.stopped();
    assert.equal(follower.session!.configuration.program, network.fsPath);
  });

  it('says why a network cannot be debugged, and does not go on', async () => {
    const broken = await written('broken.grad.json', FLIPPED.replace('"units": 2', '"units": -2'));
    const configuration = { type: 'gradient', request: 'launch', name: 'x', program: broken.fsPath };
    const said = new RegExp(`Line ${lineOf(FLIPPED, '"units"')}: .*-2`);
    // The editor says it in a dialog, which it refuses to show to tests.
    await assert.rejects(async () => vscode.debug.startDebugging(folder(), configuration), said);
    assert.equal(vscode.debug.activeDebugSession, undefined);
    await vscode.workspace.fs.delete(broken);
  });
});
