// Keeps one worker at the checks: started by the first of them, ended when it overruns, does not obey or has nothing to do.

import type { Platform, WorkerThread } from '../platform/platform';
import type { CheckRequest, HostMethods, Progress, SessionResult, WorkerMethods } from '../protocol/messages';
import { Rpc, type Handlers } from '../protocol/rpc';
import { Cancelled } from '../session/types';

export interface CheckerLimits {
  /** How long a check may take. Asked at the start of each. */
  seconds(): number;
  /** How soon a cancelled check must have ended before the worker is ended instead. */
  readonly obedienceMs: number;
  /** How long a worker without work is kept. */
  readonly idleMs: number;
}

export class TimedOut extends Error {
  override readonly name = 'TimedOut';
  constructor(readonly seconds: number) {
    super(`the check was ended after ${seconds} s`);
  }
}

/** The worker broke down, by a fault of ours or for want of memory. */
export class WorkerFailed extends Error {
  override readonly name = 'WorkerFailed';
}

/** A check asked for. It starts when those before it have ended. */
export interface Check {
  /** Rejects with Cancelled, TimedOut, WorkerFailed, or with the error that the worker threw. */
  readonly result: Promise<SessionResult>;
  cancel(): void;
}

type WorkerRpc = Rpc<WorkerMethods, HostMethods, Progress>;

interface Run {
  readonly request: CheckRequest;
  readonly progress: (progress: Progress) => void;
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
    private readonly host: Handlers<HostMethods, Progress>,
    private readonly limits: CheckerLimits,
  ) {}

  /** A new check of a document takes the place of its older one. */
  check(request: CheckRequest, progress: (progress: Progress) => void): Check {
    for (const run of [...this.waiting, this.current]) if (run?.request.uri === request.uri) this.cancel(run);
    let run!: Run;
    const result = new Promise<SessionResult>((resolve, reject) => {
      run = { request, progress, resolve, reject, stop: null };
    });
    this.waiting.push(run);
    void this.work();
    return { result, cancel: () => this.cancel(run) };
  }

  dispose(): void {
    for (const run of [...this.waiting]) this.cancel(run);
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
    this.idle = setTimeout(() => this.endWorker(new Cancelled()), this.limits.idleMs);
  }

  private async execute(run: Run): Promise<SessionResult> {
    const call = this.connection().call('check', run.request, run.progress);
    const seconds = this.limits.seconds();
    const timers = [setTimeout(() => this.endWorker(new TimedOut(seconds)), seconds * 1000)];
    run.stop = () => {
      call.cancel();
      timers.push(setTimeout(() => this.endWorker(new Cancelled()), this.limits.obedienceMs));
    };
    try {
      return await call.answer;
    } finally {
      run.stop = null;
      timers.forEach(clearTimeout);
    }
  }

  private connection(): WorkerRpc {
    this.worker ??= this.start();
    return this.worker.rpc;
  }

  private start(): { thread: WorkerThread; rpc: WorkerRpc } {
    const thread = this.platform.startWorker();
    const rpc: WorkerRpc = new Rpc(thread.port, this.host);
    thread.onEnd((reason) => {
      if (this.worker?.thread === thread) this.endWorker(new WorkerFailed(reason.message));
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

/** An error's class does not survive the way from the worker; its name does. */
function asOurs(error: Error): Error {
  return error.name === 'Cancelled' ? new Cancelled() : error;
}
