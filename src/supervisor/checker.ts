// Keeps one worker at the checks: started by the first of them, ended when it overruns, does not obey or has nothing to do.

import { OutOfMemory, type Platform, type WorkerThread } from '../platform/platform';
import type { CheckProgress, CheckRequest, HostMethods, SessionResult, WorkerMethods } from '../protocol/messages';
import { Rpc, type Handlers } from '../protocol/rpc';
import { Cancelled } from '../session/types';
import { TimedOut, WorkerExhausted, WorkerFailed } from './errors';
import { Listening } from './listening';
import { unendingReport } from './unending';

export interface CheckerLimits {
  /** How long a check may take; Infinity: as long as it needs. Asked at the start of each. */
  seconds(): number;
  /** How long a program may keep its worker from breathing: it ends itself sooner, where it can. */
  readonly silenceMs: number;
  /** How soon a cancelled check must have ended before the worker is ended instead. */
  readonly obedienceMs: number;
  /** How long a worker without work is kept. */
  readonly idleMs: number;
}

/** A check asked for. It starts when those before it have ended. */
export interface Check {
  /** Rejects with Cancelled, TimedOut, WorkerFailed, WorkerExhausted, or with the error that the worker threw. */
  readonly result: Promise<SessionResult>;
  cancel(): void;
}

/** What can be asked about a finished check. */
type Question =
  'open' | 'tensor' | 'element' | 'stepErrors' | 'path' | 'snapshot' | 'program' | 'evaluate' | 'writeBack';
type Answer<K extends Question> = NonNullable<ReturnType<WorkerMethods[K]>>;

type WorkerRpc = Rpc<WorkerMethods, HostMethods, CheckProgress>;

interface Run {
  readonly request: CheckRequest;
  readonly progress: (progress: CheckProgress) => void;
  readonly resolve: (result: SessionResult) => void;
  readonly reject: (error: Error) => void;
  /** Ends it, once it has started. */
  stop: (() => void) | null;
}

export class Checker {
  private readonly waiting: Run[] = [];
  private current: Run | null = null;
  private worker: { readonly thread: WorkerThread; readonly rpc: WorkerRpc } | null = null;
  private idle: unknown;

  constructor(
    private readonly platform: Platform,
    private readonly host: Handlers<HostMethods, CheckProgress>,
    private readonly limits: CheckerLimits,
  ) {}

  /** A new check of a document takes the place of its older one. */
  check(request: CheckRequest, progress: (progress: CheckProgress) => void): Check {
    for (const run of [...this.waiting, this.current]) if (run?.request.uri === request.uri) this.cancel(run);
    let run!: Run;
    const result = new Promise<SessionResult>((resolve, reject) => {
      run = { request, progress, resolve, reject, stop: null };
    });
    this.waiting.push(run);
    void this.work();
    return { result, cancel: () => this.cancel(run) };
  }

  /**
   * Asks about the numbers of a finished check. Null where they are gone, with the worker that knew them or before. What is
   * asked about a text needs no numbers, and a worker is started for it.
   */
  async ask<K extends Question>(method: K, request: Parameters<WorkerMethods[K]>[0]): Promise<Answer<K> | null> {
    const worker = 'text' in request ? this.connection() : this.worker;
    if (!worker) return null;
    try {
      return (await worker.rpc.call(method, request as never).answer) as Answer<K> | null;
    } catch (error) {
      if (this.worker === worker) throw error;
      return null;
    } finally {
      this.rest();
    }
  }

  dispose(): void {
    for (const run of [...this.waiting]) this.cancel(run);
    clearTimeout(this.idle);
    this.endWorker(new Cancelled());
  }

  private cancel(run: Run): void {
    const at = this.waiting.indexOf(run);
    if (at >= 0) {
      this.waiting.splice(at, 1);
      run.reject(new Cancelled());
    } else {
      run.stop?.();
    }
  }

  private async work(): Promise<void> {
    if (this.current) return;
    clearTimeout(this.idle);
    for (let run; (run = this.waiting.shift());) {
      this.current = run;
      await this.execute(run).then(run.resolve, (error: Error) => run.reject(asOurs(error)));
      this.current = null;
    }
    this.rest();
  }

  /** From now on the worker waits for something to do. */
  private rest(): void {
    clearTimeout(this.idle);
    if (!this.worker || this.current) return;
    this.idle = setTimeout(() => this.endWorker(new Cancelled()), this.limits.idleMs);
  }

  private async execute(run: Run): Promise<SessionResult> {
    const { thread, rpc } = this.connection();
    const call = rpc.call('check', run.request, run.progress);
    const timers: unknown[] = [];
    const after = (milliseconds: number, act: () => void): void => void timers.push(setTimeout(act, milliseconds));
    const seconds = this.limits.seconds();
    if (Number.isFinite(seconds)) after(seconds * 1000, () => this.endWorker(new TimedOut(seconds)));
    const { silenceMs } = this.limits;
    const silence = new TimedOut(Math.round(silenceMs / 1000));
    const listening = new Listening(thread.pulse, silenceMs, () => this.endWorker(silence));
    run.stop = () => {
      call.cancel();
      after(this.limits.obedienceMs, () => this.endWorker(new Cancelled()));
    };
    try {
      return await call.answer;
    } catch (error) {
      const report = unendingReport(run.request, error, thread.pulse().place, listening.silentMs());
      if (!report) throw error;
      return { ok: false, report };
    } finally {
      run.stop = null;
      timers.forEach(clearTimeout);
      listening.stop();
    }
  }

  private connection(): { thread: WorkerThread; rpc: WorkerRpc } {
    this.worker ??= this.start();
    return this.worker;
  }

  private start(): { thread: WorkerThread; rpc: WorkerRpc } {
    const thread = this.platform.startWorker();
    const rpc: WorkerRpc = new Rpc(thread.port, this.host);
    thread.onEnd((reason) => {
      if (this.worker?.thread === thread) this.endWorker(asFailure(reason));
    });
    return { thread, rpc };
  }

  /** What the worker was doing fails with this reason. */
  private endWorker(reason: Error): void {
    const { worker } = this;
    this.worker = null;
    worker?.rpc.dispose(reason);
  }
}

function asFailure(reason: Error): Error {
  return reason instanceof OutOfMemory ? new WorkerExhausted(reason.message) : new WorkerFailed(reason.message);
}

/** An error's class does not survive the way from the worker; its name does. */
function asOurs(error: Error): Error {
  return error.name === 'Cancelled' ? new Cancelled() : error;
}
