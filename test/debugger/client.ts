// A client of the debug adapter, as an editor is one: asks, waits for events, keeps what is said.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { DebugAdapter } from '../../src/debugger/adapter';
import { evaluateAt } from '../../src/debugger/evaluate';
import type { Launcher, Subject } from '../../src/debugger/subject';
import { programOf } from '../../src/debugger/trace';
import { openLayer } from '../../src/session/opening';
import { checkFile } from '../../src/session/session';
import { answerElement } from '../../src/session/tensors/element';
import type { Finished } from '../../src/session/tensors/kept';

const work = {
  signal: { aborted: false },
  progress: () => undefined,
  now: () => performance.now(),
  breathe: () => Promise.resolve(),
};

/** All in this thread, without a worker. */
export function launcherOf(text: string, { file = 'n.grad.json', folder = '.', settings = {} } = {}): Launcher {
  const files = { read: async (name: string) => new Uint8Array(await readFile(path.join(folder, name))) };
  return {
    async launch(_, progress) {
      progress({ share: 0.5, tensor: 'x' });
      let finished: Finished | undefined;
      const result = await checkFile({ file, text, files, settings }, work, (all) => (finished = all));
      if (!result.ok) throw new Error(result.report.errors[0].message);
      const { report, view } = result;
      const openings = new Map<string | undefined, Finished>([[undefined, finished!]]);
      const subject: Subject = {
        program: programOf(finished!),
        report,
        tensors: view.tensors,
        formulas: view.formulas,
        verdict: report.status,
        async open(layer) {
          const { checked, view } = await openLayer(finished!, layer, work);
          openings.set(layer, { ...finished!, checked });
          return { program: programOf(openings.get(layer)!), tensors: view.tensors };
        },
        evaluate: (query, inside) => Promise.resolve(evaluateAt(openings.get(inside)!, query)),
        element: (query, inside) => Promise.resolve(answerElement(openings.get(inside)!, query)),
      };
      return { subject, file: { name: 'n.grad.json', path: '/n.grad.json', is: (path) => path === '/n.grad.json' } };
    },
    dispose: () => undefined,
  };
}

type Body = Record<string, never>;

export class Client {
  readonly events: DebugProtocol.Event[] = [];
  private readonly adapter: DebugAdapter;
  private readonly waiting = new Map<number, (response: DebugProtocol.Response) => void>();
  private read = 0;
  private seq = 0;
  private wake: () => void = () => undefined;

  constructor(launcher: Launcher) {
    this.adapter = new DebugAdapter(launcher, (message) => {
      // What goes through a wire.
      const sent = structuredClone(message);
      if (sent.type === 'response') {
        const response = sent as DebugProtocol.Response;
        this.waiting.get(response.request_seq)?.(response);
      } else {
        this.events.push(sent as DebugProtocol.Event);
        this.wake();
      }
    });
  }

  ask(command: string, args: object = {}): Promise<DebugProtocol.Response> {
    const seq = ++this.seq;
    const response = new Promise<DebugProtocol.Response>((resolve) => this.waiting.set(seq, resolve));
    void this.adapter.handle({ seq, type: 'request', command, arguments: args } as DebugProtocol.Request);
    return response;
  }

  /** The body of a request that succeeds. */
  async get<T = Body>(command: string, args: object = {}): Promise<T> {
    const response = await this.ask(command, args);
    if (!response.success) throw new Error(`${command}: ${response.message}`);
    return response.body as T;
  }

  /** The next event of that name after those that were read. */
  async event<T extends DebugProtocol.Event>(name: string): Promise<T['body']> {
    for (;;) {
      while (this.read < this.events.length) {
        const event = this.events[this.read++];
        if (event.event === name) return event.body as T['body'];
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Launches; `configure` is where breakpoints are set. Resolves with where it stops first, or null at the end. */
  async launch(args: object = {}, configure: () => Promise<unknown> = () => Promise.resolve()): Promise<string | null> {
    await this.get('initialize', { adapterID: 'gradient', linesStartAt1: true, columnsStartAt1: true });
    await this.get('launch', args);
    await this.event('initialized');
    await configure();
    await this.get('configurationDone');
    return this.stopped();
  }

  async breakpoints(...breakpoints: DebugProtocol.SourceBreakpoint[]): Promise<DebugProtocol.Breakpoint[]> {
    const source = { path: '/n.grad.json' };
    return (await this.get<{ breakpoints: DebugProtocol.Breakpoint[] }>('setBreakpoints', { source, breakpoints }))
      .breakpoints;
  }

  /** `next`, `continue` ...: where it leads. */
  async move(command: string): Promise<string | null> {
    await this.get(command, { threadId: 1 });
    return this.stopped();
  }

  /** `breakpoint: Relu1 (ReLU) · backward @5`; null where the session has ended. */
  async stopped(): Promise<string | null> {
    for (;;) {
      while (this.read < this.events.length) {
        const { event, body } = this.events[this.read++] as DebugProtocol.StoppedEvent;
        if (event === 'terminated') return null;
        if (event !== 'stopped') continue;
        const [{ name, line }] = await this.stack();
        return `${body.reason}: ${name} @${line}`;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  async stack(): Promise<DebugProtocol.StackFrame[]> {
    return (await this.get<{ stackFrames: DebugProtocol.StackFrame[] }>('stackTrace', { threadId: 1 })).stackFrames;
  }

  async scopes(frame = 0): Promise<Record<string, DebugProtocol.Scope>> {
    const { id: frameId } = (await this.stack())[frame];
    const { scopes } = await this.get<{ scopes: DebugProtocol.Scope[] }>('scopes', { frameId });
    return Object.fromEntries(scopes.map((scope) => [scope.name, scope]));
  }

  async children(of: { variablesReference: number }, page: object = {}): Promise<DebugProtocol.Variable[]> {
    const { variablesReference } = of;
    return (await this.get<{ variables: DebugProtocol.Variable[] }>('variables', { variablesReference, ...page }))
      .variables;
  }

  /** The variables of a scope, as `name = value`. */
  async shown(scope: string, frame = 0): Promise<string[]> {
    const scopes = await this.scopes(frame);
    return (await this.children(scopes[scope])).map(({ name, value }) => `${name} = ${value}`);
  }

  async evaluate(expression: string, context = 'watch'): Promise<string> {
    const response = await this.ask('evaluate', { expression, context });
    return response.success ? (response.body as { result: string }).result : `! ${response.message}`;
  }

  output(): string[] {
    return this.events
      .filter(({ event }) => event === 'output')
      .map(({ body }) => (body as { output: string }).output.trimEnd());
  }
}
