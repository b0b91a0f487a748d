// The debug adapter: requests and events of the Debug Adapter Protocol, upon a session.

import type { DebugProtocol } from '@vscode/debugprotocol';
import { t } from '../session/translate';
import { Client, LaunchReport } from './client';
import { functionBreakpoint, lineBreakpoint, placesOf, type Breakpoint } from './breakpoints';
import { filters, labelOf, type Filter } from './exceptions';
import { framesAt, type Frame } from './frames';
import type { Position } from './program';
import { Session, type Move, type Reason } from './session';
import type { Direction } from './stepper';
import { stoppedBody } from './stopped';
import type { LaunchArguments, Launcher, SourceFile } from './subject';
import { Variables } from './variables';

/** Layers run one after the other. */
const THREAD = 1;

const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsStepBack: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsBreakpointLocationsRequest: true,
  supportsExceptionInfoRequest: true,
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
  supportsTerminateRequest: true,
};

/** Of the network's own frame. */
const WHOLE = { line: 1, column: 1, endLine: 1, endColumn: 1 };

type Handler = (given: never) => unknown;

export class DebugAdapter {
  private seq = 0;
  private session: Session | null = null;
  private file: SourceFile | null = null;
  private given: LaunchArguments = {};
  private client = new Client({});
  private variables: Variables | null = null;
  private reason: Reason | null = null;
  private lastBreakpoint = 0;
  private ended = false;

  constructor(
    private readonly launcher: Launcher,
    private readonly send: (message: DebugProtocol.ProtocolMessage) => void,
  ) {}

  /** Answers every request, with an error where it cannot be done. */
  async handle(message: DebugProtocol.ProtocolMessage): Promise<void> {
    if (message.type !== 'request') return;
    const request = message as DebugProtocol.Request;
    const answer = (more: Partial<DebugProtocol.Response>): void =>
      this.post({ type: 'response', request_seq: request.seq, command: request.command, success: true, ...more });
    try {
      const handler = Object.hasOwn(this.handlers, request.command) ? this.handlers[request.command] : undefined;
      if (!handler) throw new Error(t('{0} is not supported.', request.command));
      const body = await handler((request.arguments ?? {}) as never);
      answer(body instanceof Later ? { body: body.body } : { body });
      if (body instanceof Later) await body.act();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      // Of a launch that was given up the person knows.
      const showUser = request.command === 'launch' && !this.ended;
      answer({
        success: false,
        message: text,
        body: { error: { id: 1, format: '{text}', variables: { text }, showUser } },
      });
    }
  }

  dispose(): void {
    this.ended = true;
    this.session?.pause();
    this.launcher.dispose();
  }

  private readonly handlers: Readonly<Record<string, Handler>> = {
    initialize: (given: DebugProtocol.InitializeRequestArguments) => {
      this.client = new Client(given);
      return { ...CAPABILITIES, exceptionBreakpointFilters: filters() };
    },
    launch: (given: LaunchArguments) => this.launch(given),
    setBreakpoints: (given: DebugProtocol.SetBreakpointsArguments) => this.setBreakpoints(given),
    setFunctionBreakpoints: (given: DebugProtocol.SetFunctionBreakpointsArguments) =>
      this.setFunctionBreakpoints(given),
    setExceptionBreakpoints: (given: DebugProtocol.SetExceptionBreakpointsArguments) => {
      this.running.filters = new Set(given.filters as Filter[]);
    },
    breakpointLocations: (given: DebugProtocol.BreakpointLocationsArguments) => this.locations(given),
    configurationDone: () =>
      new Later(undefined, () => {
        const { stopOnEntry = this.given.stopAt === undefined, stopAt } = this.given;
        return this.after(this.running.begin({ entry: stopOnEntry, at: stopAt }));
      }),
    threads: () => ({ threads: [{ id: THREAD, name: this.session?.program.network ?? '' }] }),
    stackTrace: () => this.stackTrace(),
    scopes: ({ frameId }: DebugProtocol.ScopesArguments) => ({ scopes: this.shown.scopes(this.frame(frameId)) }),
    variables: async (given: DebugProtocol.VariablesArguments) => ({ variables: await this.shown.children(given) }),
    evaluate: (given: DebugProtocol.EvaluateArguments) => this.evaluate(given),
    exceptionInfo: () => this.exceptionInfo(),
    next: () => this.moving('over', 'on'),
    stepIn: () => this.moving('into', 'on'),
    stepOut: () => this.moving('out', 'on'),
    stepBack: () => this.moving('over', 'back'),
    continue: () => this.moving('run', 'on', { allThreadsContinued: true }),
    reverseContinue: () => this.moving('run', 'back'),
    pause: () => {
      if (!this.variables) this.running.pause();
    },
    terminate: () => new Later(undefined, () => this.end()),
    disconnect: () => this.dispose(),
  };

  private get running(): Session {
    if (!this.session) throw new Error(t('The network has not been checked yet.'));
    return this.session;
  }

  private get shown(): Variables {
    if (!this.variables) throw new Error(t('Nothing is stopped.'));
    return this.variables;
  }

  /** Only a checked network knows where breakpoints can be: they are asked for once it is. */
  private async launch(given: LaunchArguments): Promise<Later> {
    this.given = given;
    const progress = new LaunchReport(this.client.showsProgress, (event, body) => this.event(event, body));
    try {
      const { subject, file } = await this.launcher.launch(given, (at) => progress.tell(at.share, at.tensor));
      this.file = file;
      this.session = new Session(subject, { write: (text, at) => this.output(text, at) });
    } finally {
      progress.end();
    }
    return new Later(undefined, () => this.event('initialized', undefined));
  }

  private async setBreakpoints({ source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments) {
    const session = this.running;
    if (!this.isOurs(source)) {
      const message = t('Another file is being debugged.');
      return { breakpoints: breakpoints.map(() => ({ verified: false, message })) };
    }
    const places = placesOf(session.program);
    session.lines = await Promise.all(
      breakpoints.map(({ line, column, ...asked }) =>
        this.verified(
          lineBreakpoint(
            places,
            this.asked(asked),
            this.client.line(line),
            column === undefined ? column : this.client.column(column),
          ),
        ),
      ),
    );
    return { breakpoints: session.lines.map((one) => this.described(one)) };
  }

  private async setFunctionBreakpoints({ breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments) {
    const session = this.running;
    session.functions = await Promise.all(
      breakpoints.map(({ name, ...asked }) =>
        this.verified(functionBreakpoint(session.program, this.asked(asked), name)),
      ),
    );
    return { breakpoints: session.functions.map((one) => this.described(one)) };
  }

  private asked({ condition, logMessage }: { condition?: string; logMessage?: string }) {
    return { id: ++this.lastBreakpoint, condition: textOrNull(condition), logMessage: textOrNull(logMessage) };
  }

  /** A condition that cannot be evaluated anywhere makes a breakpoint that holds up nothing. */
  private async verified(breakpoint: Breakpoint): Promise<Breakpoint> {
    if (breakpoint.condition === null || breakpoint.positions.length === 0) return breakpoint;
    const message = await this.running.mistakeIn(breakpoint.condition);
    return message === null ? breakpoint : { ...breakpoint, positions: [], message };
  }

  private described({ id, positions, span, message }: Breakpoint): DebugProtocol.Breakpoint {
    return {
      id,
      verified: positions.length > 0,
      ...(message !== null && { message }),
      ...(span && { source: this.source(), ...this.client.place(span) }),
    };
  }

  private locations({ source, line, endLine = line }: DebugProtocol.BreakpointLocationsArguments) {
    const within = (at: number): boolean => at >= this.client.line(line) && at <= this.client.line(endLine);
    const places = this.session && this.isOurs(source) ? placesOf(this.session.program) : [];
    return { breakpoints: places.filter(({ span }) => within(span.line)).map(({ span }) => this.client.place(span)) };
  }

  private stackTrace() {
    const source = this.source();
    const frames = this.frames().map(({ id, name, span }): DebugProtocol.StackFrame => ({
      id,
      name,
      source,
      ...this.client.place(span ?? WHOLE),
    }));
    return { stackFrames: frames, totalFrames: frames.length };
  }

  private frames(): Frame[] {
    const stop = this.session?.stop;
    return stop ? framesAt(stop.program, stop.at) : [];
  }

  private frame(id: number): Frame {
    const frame = this.frames().find((one) => one.id === id);
    if (!frame) throw new Error(t('Nothing is stopped.'));
    return frame;
  }

  private async evaluate({ expression, context }: DebugProtocol.EvaluateArguments) {
    const exact = context === 'repl' || context === 'clipboard';
    const { value, ...shown } = await this.shown.evaluate(expression, exact);
    return { result: value, ...shown };
  }

  private exceptionInfo() {
    if (this.reason?.kind !== 'trouble') throw new Error(t('Nothing is wrong here.'));
    const { filter, description } = this.reason.trouble;
    return { exceptionId: labelOf(filter), description, breakMode: 'always' };
  }

  /** Answered at once; where it leads is told by an event. */
  private moving(move: Move, direction: Direction, body?: unknown): Later {
    const session = this.running;
    this.variables = null;
    return new Later(body, () => this.after(session.move(move, direction)));
  }

  private async after(moved: Promise<Reason | null>): Promise<void> {
    const reason = await moved.catch((error: Error) => this.broken(error));
    if (this.ended) return;
    if (!reason) return this.end();
    const stop = this.session!.stop!;
    this.reason = reason;
    this.variables = new Variables(stop);
    this.event('stopped', { ...stoppedBody(reason), threadId: THREAD, allThreadsStopped: true });
  }

  private broken({ message }: Error): null {
    this.event('output', { category: 'stderr', output: `${message}\n` });
    return null;
  }

  /** The verdict is the last word. */
  private end(): void {
    if (this.ended) return;
    if (this.session) this.event('output', { category: 'console', output: `${this.session.subject.verdict}\n` });
    this.dispose();
    this.event('terminated', undefined);
  }

  private output(text: string, at: Position): void {
    const span = framesAt(this.running.program, at).find((frame) => frame.span)?.span;
    const place = span && { source: this.source(), ...this.client.place(span) };
    this.event('output', { category: 'console', output: `${text}\n`, ...place });
  }

  private source(): DebugProtocol.Source {
    const { name, path } = this.file!;
    return { name, path };
  }

  private isOurs({ path }: DebugProtocol.Source): boolean {
    return path !== undefined && this.file?.is(path) === true;
  }

  private event(event: string, body: unknown): void {
    this.post({ type: 'event', event, body });
  }

  private post(message: Record<string, unknown> & { type: string }): void {
    this.send({ seq: ++this.seq, ...message });
  }
}

/** What is answered first, and done then. */
class Later {
  constructor(
    readonly body: unknown,
    readonly act: () => void | Promise<void>,
  ) {}
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
